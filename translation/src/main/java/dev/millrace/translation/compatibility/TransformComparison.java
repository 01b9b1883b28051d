/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.compatibility.form.CoderForm;
import dev.millrace.translation.plan.Offence;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Compares what is left of a transform with the transform that is to go on from it. */
final class TransformComparison {
  private final String transform;
  private final TransformSignature before;
  private final TransformSignature after;
  private final boolean allowDropped;
  private final List<Offence> offences = new ArrayList<>();

  /**
   * A comparison.
   *
   * @param transform what the transform is called in messages
   * @param allowDropped whether a state may be gone
   */
  TransformComparison(
      String transform, TransformSignature before, TransformSignature after, boolean allowDropped) {
    this.transform = transform;
    this.before = before;
    this.after = after;
    this.allowDropped = allowDropped;
  }

  /** All that is against it. */
  List<Offence> offences() {
    if (before.kind() != after.kind()) {
      offend(
          "it was a " + before.kind().words() + " and is a " + after.kind().words(), startAnew());
      return offences;
    }
    compareProperties();
    compareCoders("its", before.coders(), after.coders());
    compareWindowing();
    before.states().forEach(this::compareState);
    before.timers().forEach(this::compareTimer);
    return offences;
  }

  private void offend(String problem, String remedy) {
    offences.add(new Offence(transform, problem, remedy));
  }

  private static String startAnew() {
    return "Keep it as it was; or give the new one another name and map the old one to \"\" in "
        + NameMapping.OPTION
        + ", so that it begins anew and what it had is dropped";
  }

  private void compareProperties() {
    for (String name : union(before.properties(), after.properties())) {
      compare(name, before.properties().get(name), after.properties().get(name));
    }
  }

  private void compareWindowing() {
    for (String name : union(before.windowing(), after.windowing())) {
      compare(name, before.windowing().get(name), after.windowing().get(name));
    }
  }

  private static SortedSet<String> union(
      SortedMap<String, String> some, SortedMap<String, String> others) {
    SortedSet<String> union = new TreeSet<>(some.keySet());
    union.addAll(others.keySet());
    return union;
  }

  private void compare(String name, @Nullable String old, @Nullable String now) {
    String was = old == null ? "none" : old;
    String is = now == null ? "none" : now;
    if (!was.equals(is)) {
      offend("its " + name + " " + Excerpt.ofChange(was, is), startAnew());
    }
  }

  private void compareCoders(
      String whose, SortedMap<CoderRole, CoderForm> olds, SortedMap<CoderRole, CoderForm> nows) {
    olds.forEach(
        (role, old) -> {
          CoderForm now = nows.get(role);
          if (now != null && !(role.identity() ? now.equals(old) : now.decodes(old))) {
            offend(
                whose + " " + role.words() + " " + change(old, now),
                "its".equals(whose)
                    ? startAnew()
                    : "Keep its coder, or keep it and give what is new another state id");
          }
        });
  }

  private static String change(CoderForm old, CoderForm now) {
    return Excerpt.ofChange(old.toString(), now.toString())
        + (now.decodes(old)
            ? ", which reads the old form but writes another one, by which nothing is found again"
            : "");
  }

  private void compareState(String id, StateSignature old) {
    StateSignature now = after.states().get(id);
    String name = "state " + (id.startsWith("(") ? id : '"' + id + '"');
    if (now == null) {
      if (!allowDropped) {
        offend(
            name + " (" + old.kind() + ") is gone",
            "Declare it still, or allow that state is dropped");
      }
    } else if (!now.kind().equals(old.kind())) {
      offend(
          name + " was of the kind " + old.kind() + " and is of the kind " + now.kind(),
          "Keep its kind, or give what is new another state id");
    } else {
      compareCoders(name + "'s", old.coders(), now.coders());
    }
  }

  private void compareTimer(String id, String old) {
    String now = after.timers().get(id);
    if (now == null) {
      offend(
          "timer \"" + id + "\" (" + old + ") is gone, and may be set",
          "Declare it still, with a callback that does nothing, until all that are set have fired");
    } else if (!now.equals(old)) {
      offend(
          "timer \"" + id + "\" was of the domain " + old + " and is of the domain " + now,
          "Keep its domain, or give the new one another id");
    }
  }
}
