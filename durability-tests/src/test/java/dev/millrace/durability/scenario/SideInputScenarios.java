/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;

/** Side inputs that come while the main input does. */
final class SideInputScenarios {
  private static final Duration SIZE = Duration.standardSeconds(2);

  private SideInputScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of("side-inputs", SideInputScenarios::whole),
        Scenario.of("side-input-panes", SideInputScenarios::panes));
  }

  private static PCollection<KV<String, Integer>> read(PBegin begin, String name, String which) {
    return begin.apply("Read-" + which, Read.from(PacedSource.of(name + " " + which)));
  }

  private static PCollection<String> whole(PBegin begin) {
    PCollection<KV<String, Integer>> side =
        read(begin, "side-inputs", "side")
            .apply("Windows-side", Window.into(FixedWindows.of(SIZE)));
    PCollectionView<Map<String, Iterable<Integer>>> multimap =
        side.apply("Multimap", View.asMultimap());
    PCollectionView<Integer> sum =
        side.apply("Values", Values.create())
            .apply("Sum", Combine.globally(Sum.ofIntegers()).asSingletonView());
    return read(begin, "side-inputs", "main")
        .apply("Windows-main", Window.into(FixedWindows.of(SIZE)))
        .apply("Look", ParDo.of(new Look(multimap, sum)).withSideInputs(multimap, sum));
  }

  private static PCollection<String> panes(PBegin begin) {
    PCollectionView<Iterable<Integer>> side =
        read(begin, "side-input-panes", "side")
            .apply("Values", Values.create())
            .apply(
                "Windows-side",
                Window.<Integer>into(FixedWindows.of(SIZE))
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withEarlyFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(Duration.ZERO)
                    .accumulatingFiredPanes())
            .apply("Iterable", View.asIterable());
    return read(begin, "side-input-panes", "main")
        .apply("Windows-main", Window.into(FixedWindows.of(SIZE)))
        .apply("Look", ParDo.of(new LookAtPane(side)).withSideInputs(side));
  }

  /** Tells with each event what is in the side inputs. */
  private static final class Look extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Map<String, Iterable<Integer>>> multimap;
    private final PCollectionView<Integer> sum;

    Look(PCollectionView<Map<String, Iterable<Integer>>> multimap, PCollectionView<Integer> sum) {
      this.multimap = multimap;
      this.sum = sum;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<String, Integer> event = context.element();
      Iterable<Integer> same = context.sideInput(multimap).get(event.getKey());
      context.output(
          event.getValue()
              + " beside "
              + (same == null ? "nothing" : GroupFns.sorted(same))
              + " of "
              + context.sideInput(sum));
    }
  }

  /**
   * Tells with each event whether the side input is possible: some values of the window, each once.
   */
  private static final class LookAtPane extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<Integer>> side;

    LookAtPane(PCollectionView<Iterable<Integer>> side) {
      this.side = side;
    }

    @ProcessElement
    public void process(ProcessContext context, BoundedWindow window) {
      List<Integer> values = GroupFns.sorted(context.sideInput(side));
      Set<Integer> once = new HashSet<>(values);
      boolean possible =
          !values.isEmpty()
              && once.size() == values.size()
              && values.stream().allMatch(value -> isIn(window, value));
      context.output(context.element().getValue() + (possible ? " is right" : " beside " + values));
    }

    private static boolean isIn(BoundedWindow window, int value) {
      return FixedWindows.of(SIZE).assignWindow(Events.time(value)).equals(window);
    }
  }
}
