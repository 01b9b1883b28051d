/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;

/** Side inputs: their size, their windows and panes, and what waits for them. */
final class SideInputCases {
  private SideInputCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("side input: entries of a map", n -> look(n, Look.MAP, 1)),
        GrowthCase.of("side input: entries of a multimap", n -> look(n, Look.MULTIMAP, 1)),
        GrowthCase.of("side input: values of a multimap's key", n -> look(n, Look.MULTIMAP, n)),
        GrowthCase.of("side input: elements of a list", n -> look(n, Look.LIST, 1)),
        GrowthCase.of("side input: elements of an iterable", n -> look(n, Look.ITERABLE, 1)),
        GrowthCase.of("side input: look-ups in a singleton", SideInputCases::singleton),
        GrowthCase.of("side input: panes", SideInputCases::panes),
        GrowthCase.of("side input: windows", SideInputCases::windows),
        GrowthCase.of("side input: windows, with state", SideInputCases::windowsWithState),
        GrowthCase.of("side input: windows that close while N are open", SideInputCases::ahead),
        GrowthCase.of("side input: elements wait", SideInputCases::wait),
        GrowthCase.of("side input: elements wait, as many do not", n -> waitBeside(n, false)),
        GrowthCase.of("side input: keys wait with state, as many do not", n -> waitBeside(n, true)),
        GrowthCase.of(
            "side input: elements wait, as many panes come", SideInputCases::waitForPanes));
  }

  private enum Look {
    MAP,
    MULTIMAP,
    LIST,
    ITERABLE
  }

  private static Pipeline look(int n, Look look, long perKey) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> main = Inputs.bounded(pipeline, n);
    PCollection<Long> side = main.apply("Side", Filter.by(i -> true));
    PCollectionView<?> view =
        switch (look) {
          case MAP -> side.apply(Inputs.keyed(n)).apply(View.asMap());
          case MULTIMAP ->
              side.apply(Inputs.keyed(Math.max(1, n / perKey))).apply(View.asMultimap());
          case LIST -> side.apply(View.asList());
          case ITERABLE -> side.apply(View.asIterable());
        };
    main.apply(ParDo.of(new LookUp(view)).withSideInputs(view)).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline singleton(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> main = Inputs.bounded(pipeline, n);
    PCollectionView<Long> view = main.apply(Sum.longsGlobally()).apply(View.asSingleton());
    main.apply(ParDo.of(new LookUp(view)).withSideInputs(view)).apply(Inputs.sink());
    return pipeline;
  }

  private static Window<Long> eachAPane() {
    return Window.<Long>configure()
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(Duration.ZERO)
        .discardingFiredPanes();
  }

  private static Pipeline panes(int n) {
    PCollection<Long> numbers = Inputs.following(n);
    PCollectionView<Iterable<Long>> view =
        numbers.apply("Side", eachAPane()).apply(View.asIterable());
    numbers.apply(ParDo.of(new LookUp(view)).withSideInputs(view)).apply(Inputs.sink());
    return numbers.getPipeline();
  }

  private static Pipeline windows(int n) {
    return inWindows(Inputs.bounded(Inputs.pipeline(), n));
  }

  private static Pipeline ahead(int n) {
    return inWindows(Inputs.ahead(n));
  }

  private static Pipeline inWindows(PCollection<Long> all) {
    PCollection<Long> numbers = all.apply(Inputs.fixed(1));
    PCollectionView<Iterable<Long>> view = numbers.apply(View.asIterable());
    numbers.apply(ParDo.of(new LookUp(view)).withSideInputs(view)).apply(Inputs.sink());
    return numbers.getPipeline();
  }

  private static Pipeline windowsWithState(int n) {
    PCollection<Long> numbers = Inputs.bounded(Inputs.pipeline(), n).apply(Inputs.fixed(1));
    PCollectionView<Iterable<Long>> view = numbers.apply(View.asIterable());
    numbers
        .apply(Inputs.keyed(n))
        .apply(ParDo.of(new StateFns.Values()).withSideInputs(view))
        .apply(Inputs.sink());
    return numbers.getPipeline();
  }

  // The view is of one window, for whose end all wait.
  private static Pipeline wait(int n) {
    PCollection<Long> numbers =
        Inputs.pipeline().apply(Inputs.event(n).advanceWatermarkToInfinity());
    PCollectionView<Iterable<Long>> view =
        numbers.apply("Side", Filter.by(i -> i == 0)).apply(View.asIterable());
    numbers.apply(ParDo.of(new LookUp(view)).withSideInputs(view)).apply(Inputs.sink());
    return numbers.getPipeline();
  }

  // The first n are in the first window, which has no side input until the end.
  private static Pipeline waitBeside(int n, boolean state) {
    TestStream.Builder<Long> stream = Inputs.event(0).addElements(Inputs.number(n));
    for (int from = 0; from < 2 * n; from += 16) {
      stream = Inputs.add(stream, from, Math.min(2 * n, from + 16));
    }
    PCollection<Long> numbers =
        Inputs.pipeline()
            .apply(stream.advanceWatermarkToInfinity())
            .apply(Window.into(FixedWindows.of(Duration.millis(n))));
    PCollectionView<Iterable<Long>> view =
        numbers
            .apply("Filter", Filter.by(i -> i == n))
            .apply("Side", eachAPane())
            .apply(View.asIterable());
    if (state) {
      numbers
          .apply(Inputs.keyed(2L * n))
          .apply(ParDo.of(new StateFns.Values()).withSideInputs(view))
          .apply(Inputs.sink());
    } else {
      numbers.apply(ParDo.of(new LookUp(view)).withSideInputs(view)).apply(Inputs.sink());
    }
    return numbers.getPipeline();
  }

  // The first n wait for the end; each of the others makes a pane of another window.
  private static Pipeline waitForPanes(int n) {
    TestStream.Builder<Long> stream = Inputs.event(n);
    for (int i = n; i < 2 * n; i++) {
      stream = stream.addElements(Inputs.number(i));
    }
    PCollection<Long> numbers =
        Inputs.pipeline()
            .apply(stream.advanceWatermarkToInfinity())
            .apply(Window.into(FixedWindows.of(Duration.millis(n))));
    PCollectionView<Iterable<Long>> view =
        numbers
            .apply("Filter", Filter.by(i -> i >= n))
            .apply("Side", eachAPane())
            .apply(View.asIterable());
    numbers.apply(ParDo.of(new LookUp(view)).withSideInputs(view)).apply(Inputs.sink());
    return numbers.getPipeline();
  }

  /** Looks at one element of its side input. */
  private static final class LookUp extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<?> view;

    LookUp(PCollectionView<?> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output((Long) one(context.sideInput(view), context.element()));
    }

    private static Object one(Object side, long i) {
      if (side instanceof Map<?, ?> map) {
        return one(map.get(i % map.size()), i);
      } else if (side instanceof List<?> list) {
        return list.isEmpty() ? 0L : list.get((int) (i % list.size()));
      } else if (side instanceof Iterable<?> values) {
        return Iterables.isEmpty(values) ? 0L : Iterables.get(values, 0);
      }
      return side;
    }
  }
}
