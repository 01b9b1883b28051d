/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.plan.Offence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the pipeline that made a checkpoint with one that is to go on from it.
 *
 * <p>What must hold, where Dataflow's check of an update and Flink's rules for savepoints agree, is
 * theirs: a transform is the same if its name is, or is mapped to; state whose transform is gone is
 * refused unless allowed; coders of keys stay as they are, and those of values read what is there;
 * what runs how parallel, and fused with what, is of no matter, and neither are transforms that are
 * new or that are gone and had no state, user functions, options or display data. Where they do not
 * agree:
 *
 * <ul>
 *   <li>Windowing: Flink does not look at it; Dataflow warns, and applies it to elements to come.
 *       Here a change is refused: elements of one window would be in two panes.
 *   <li>State that a DoFn does not declare any more: Flink lets it lie, Dataflow does not look.
 *       Here it is refused as that of a transform that is gone is, as mostly it is a slip.
 *   <li>Side inputs: Dataflow lets none come or go. Here they may: what waits for them is state,
 *       and compared as such.
 *   <li>Schemas: as with both, nullable fields may be added to rows at the end, though not to keys.
 *   <li>Combine functions: as with both, another one that has accumulators of the same coder is
 *       taken for a change of user code.
 *   <li>Parameters of a source: as with Flink, the splits in the checkpoint are read as they are; a
 *       source of another class is refused.
 * </ul>
 *
 * @param offences all that is against it, by transform
 * @param names where state belongs
 * @param paths the ways of grouping that state asks for, by new name
 */
record PlanComparison(
    List<Offence> offences, TransformNames names, Map<String, GroupingPath> paths) {

  /** Compares {@code before} with {@code after}. */
  static PlanComparison of(
      PlanSignature before,
      PlanSignature after,
      NameMapping mapping,
      GroupingPaths groupings,
      ComparisonOptions options) {
    return new Comparing(before, after, mapping, groupings, options).compare();
  }

  private static final class Comparing {
    private final PlanSignature before;
    private final PlanSignature after;
    private final NameMapping mapping;
    private final GroupingPaths groupings;
    private final ComparisonOptions options;
    private final List<Offence> offences = new ArrayList<>();
    private final Set<String> dropped = new TreeSet<>();
    private final Map<String, GroupingPath> paths = new TreeMap<>();
    private final RenameHints hints;

    Comparing(
        PlanSignature before,
        PlanSignature after,
        NameMapping mapping,
        GroupingPaths groupings,
        ComparisonOptions options) {
      this.before = before;
      this.after = after;
      this.mapping = mapping;
      this.groupings = groupings;
      this.options = options;
      this.hints = new RenameHints(before, after, mapping);
    }

    PlanComparison compare() {
      if (before.keyGroups() != after.keyGroups()) {
        offences.add(
            new Offence(
                "The pipeline",
                "the state of keys is in "
                    + before.keyGroups()
                    + " key groups, and this job would have "
                    + after.keyGroups(),
                "Use a version of the runner that has as many"));
      }
      offences.addAll(mapping.offences(before.names(), after.names()));
      before.transforms().forEach(this::compare);
      return new PlanComparison(
          List.copyOf(offences), new TransformNames(renamed(), dropped), Map.copyOf(paths));
    }

    private Map<String, String> renamed() {
      Map<String, String> renamed = new HashMap<>();
      for (String old : before.names()) {
        mapping
            .of(old)
            .ifPresentOrElse(
                name -> {
                  if (!name.equals(old)) {
                    renamed.put(old, name);
                  }
                },
                () -> dropped.add(old));
      }
      return renamed;
    }

    private void compare(String old, TransformSignature signature) {
      String name = mapping.of(old).orElse("");
      if (name.isEmpty()) {
        return;
      }
      TransformSignature now = after.transforms().get(name);
      if (now == null) {
        compareWithNothing(old, name, signature);
      } else if (hasState(old, signature)) {
        compare(old, name, signature, now);
      }
    }

    private boolean hasState(String old, TransformSignature signature) {
      return signature.kind().isSource() || options.hasState().test(old);
    }

    private void compareWithNothing(String old, String name, TransformSignature signature) {
      boolean nothingLeft =
          signature.kind() == TransformKind.IMPULSE || !options.hasState().test(old);
      List<String> candidates = hints.candidates(old, signature);
      if (options.allowDropped()
          || (nothingLeft && (!signature.kind().isSource() || candidates.isEmpty()))) {
        dropped.add(old);
        return;
      }
      offences.add(
          new Offence(
              shown(old, name),
              nothingLeft
                  ? "it has emitted all that it had, this pipeline has no such transform, and under"
                      + " another name it would emit all of it again"
                  : problem(name, signature),
              hints.remedy(old, candidates)));
    }

    private String problem(String name, TransformSignature signature) {
      return after.others().contains(name)
          ? "it had state, as a " + signature.kind().words() + ", and has none any more"
          : "the checkpoint has state of it, as a "
              + signature.kind().words()
              + ", and this pipeline has no such transform";
    }

    private void compare(
        String old, String name, TransformSignature signature, TransformSignature now) {
      List<Offence> found =
          new TransformComparison(shown(old, name), signature, now, options.allowDropped())
              .offences();
      offences.addAll(found);
      if (found.isEmpty() && !signature.path().equals(now.path())) {
        keepPath(old, name, signature.path());
      }
    }

    // The state of one way of grouping means nothing to another.
    private void keepPath(String old, String name, String path) {
      GroupingPath possible = groupings.possible(name, path);
      if (possible != null) {
        paths.put(name, possible);
      } else {
        offences.add(
            new Offence(
                shown(old, name),
                "its state is of the way of grouping " + path + ", which it cannot go any more",
                "Keep its combine function as it was, and use the version of the runner that made"
                    + " the checkpoint"));
      }
    }

    private static String shown(String old, String name) {
      return old.equals(name) ? old : old + " (now " + name + ")";
    }
  }
}
