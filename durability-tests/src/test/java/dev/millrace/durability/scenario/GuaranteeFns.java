/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import dev.millrace.durability.child.Moment;
import dev.millrace.durability.child.Work;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;

/** Functions that are promised something of checkpoints, and note it if the promise is broken. */
final class GuaranteeFns {
  private GuaranteeFns() {}

  /** Puts something by chance to each event: another thing each time. */
  static final class Unstable extends DoFn<KV<String, Integer>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Integer> event, OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(event.getKey(), event.getValue() + " " + UUID.randomUUID()));
    }
  }

  /** Sees the same thing with each event, in whatever process. */
  static final class Stable extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final Sightings sightings;

    Stable(String name) {
      this.sightings = new Sightings(name);
    }

    @RequiresStableInput
    @ProcessElement
    public void process(@Element KV<String, String> event, OutputReceiver<String> output) {
      output.output(event.getKey() + " " + sightings.see(event.getValue()));
    }
  }

  /** As {@link Stable}, and numbers the events of each key. */
  static final class StableWithState extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final Sightings sightings;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> countSpec = StateSpecs.value(VarIntCoder.of());

    StableWithState(String name) {
      this.sightings = new Sightings(name);
    }

    @RequiresStableInput
    @ProcessElement
    public void process(
        @Element KV<String, String> event,
        @StateId("count") ValueState<Integer> count,
        OutputReceiver<String> output) {
      Integer before = count.read();
      int number = before == null ? 0 : before;
      count.write(number + 1);
      output.output(event.getKey() + " " + sightings.see(event.getValue()));
      output.output(event.getKey() + " number " + number);
    }
  }

  /** What has been seen with each event. */
  private static final class Sightings implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Map<String, String>> ALL = new ConcurrentHashMap<>();
    private final String notes;

    Sightings(String name) {
      this.notes = "seen by " + name;
    }

    /** The event of {@code seen}. */
    String see(String seen) {
      Moment.PROCESSING.reached();
      String event = event(seen);
      String before =
          ALL.computeIfAbsent(notes, Sightings::ofEarlierLives).putIfAbsent(event, seen);
      if (before == null) {
        Work.note(notes, seen);
      } else if (!before.equals(seen)) {
        Work.violation(notes + ": first " + before + ", then " + seen);
      }
      return event;
    }

    private static Map<String, String> ofEarlierLives(String notes) {
      Map<String, String> seen = new ConcurrentHashMap<>();
      for (String line : Work.noted(Work.directory(), notes)) {
        seen.put(event(line), line);
      }
      return seen;
    }

    private static String event(String seen) {
      return seen.substring(0, seen.indexOf(' '));
    }
  }

  /** Hears when an event is in a checkpoint, and does not see it again then. */
  static final class Finalizing extends DoFn<KV<String, Integer>, KV<String, Integer>> {
    private static final long serialVersionUID = 1L;
    private static final String FINALIZED = "finalized";
    private static final Set<String> BEFORE = ConcurrentHashMap.newKeySet();

    @Setup
    public void setUp() {
      if (BEFORE.isEmpty()) {
        for (int life = 0; life < Work.life(); life++) {
          BEFORE.addAll(Work.noted(Work.directory(), finalized(life)));
        }
      }
    }

    @ProcessElement
    public void process(
        @Element KV<String, Integer> event,
        BundleFinalizer finalizer,
        OutputReceiver<KV<String, Integer>> output) {
      String number = Integer.toString(event.getValue());
      if (BEFORE.contains(number)) {
        Work.violation(number + " is seen again, but had been finalized");
      }
      Work.note(processed(Work.life()), number);
      finalizer.afterBundleCommit(
          BoundedWindow.TIMESTAMP_MAX_VALUE,
          () -> {
            Work.note(finalized(Work.life()), number);
            Moment.CALLBACK.reached();
          });
      output.output(event);
    }

    private static String processed(int life) {
      return "processed in life " + life;
    }

    private static String finalized(int life) {
      return FINALIZED + " in life " + life;
    }

    /** What was seen by a process that has come to its end, and has not been finalized. */
    static List<String> forgotten(Path work, int life) {
      List<String> finalized = Work.noted(work, finalized(life));
      return Work.noted(work, processed(life)).stream()
          .filter(number -> !finalized.contains(number))
          .map(number -> "finalizers: " + number + " has never been finalized")
          .toList();
    }
  }
}
