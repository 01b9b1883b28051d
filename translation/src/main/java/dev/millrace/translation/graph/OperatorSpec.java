/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * What one operator of a stage does. Operators name the collections they read and write by number.
 *
 * <p>The operators with {@linkplain #head() head} true need elements by key, state, timers or the
 * watermark of their input, or make elements themselves; they are the first operator of their
 * stage.
 */
public sealed interface OperatorSpec {

  /** The full name of the transform in the user's pipeline: the step name of metrics and errors. */
  String transform();

  /** The collections it reads, none for a source. */
  List<Integer> inputs();

  /** The collections it writes that somebody reads. */
  List<Integer> outputs();

  /** The side inputs its user function may read. */
  default List<SideInputSpec> sideInputs() {
    return List.of();
  }

  /** Whether it must be the first operator of its stage. */
  default boolean head() {
    return false;
  }

  /** An operator that makes elements of its own and takes none. */
  sealed interface Source extends OperatorSpec {
    /** The collection it writes. */
    int output();

    @Override
    default List<Integer> inputs() {
      return List.of();
    }

    @Override
    default List<Integer> outputs() {
      return List.of(output());
    }

    @Override
    default boolean head() {
      return true;
    }
  }

  /** An operator that reads one collection and writes one. */
  sealed interface OneToOne extends OperatorSpec {
    /** The collection it reads. */
    int input();

    /** The collection it writes. */
    int output();

    @Override
    default List<Integer> inputs() {
      return List.of(input());
    }

    @Override
    default List<Integer> outputs() {
      return List.of(output());
    }
  }

  /** An operator that calls a user's DoFn on the elements of one collection. */
  sealed interface DoFnCall extends OperatorSpec {
    /** The DoFn, with what is needed to call it. */
    ParDoSpec parDo();

    /** The collection it reads. */
    int input();

    @Override
    default List<Integer> inputs() {
      return List.of(input());
    }

    @Override
    default List<Integer> outputs() {
      return List.copyOf(parDo().outputs().values());
    }

    @Override
    default List<SideInputSpec> sideInputs() {
      return parDo().sideInputs();
    }
  }

  /** Emits one empty byte array in the global window at the minimum timestamp. */
  record Impulse(String transform, int output) implements Source {}

  /**
   * Reads a bounded source to its end, its splits shared between the instances of the stage.
   *
   * @param repeatable whether a split has the same records in the same order each time it is read
   */
  record ReadBounded(
      String transform, Frozen<BoundedSource<?>> source, boolean repeatable, int output)
      implements Source {

    /** A read of a source that is repeatable. */
    public ReadBounded(String transform, Frozen<BoundedSource<?>> source, int output) {
      this(transform, source, true, output);
    }
  }

  /** Reads an unbounded source, each instance a share of its splits. */
  record ReadUnbounded(String transform, Frozen<UnboundedSource<?, ?>> source, int output)
      implements Source {}

  /** Plays the events of a test stream, each one when the job is quiescent. */
  record PlayTestStream(String transform, List<TestStream.Event<?>> events, int output)
      implements Source {
    public PlayTestStream {
      events = List.copyOf(events);
    }
  }

  /** Calls a DoFn that has neither state nor timers and is not splittable. */
  record ParDo(String transform, ParDoSpec parDo, int input) implements DoFnCall {}

  /**
   * Calls a DoFn with state, timers, {@code @OnWindowExpiration} or time-sorted input.
   *
   * @param keyCoder the coder of the keys of the input, a collection of {@code KV}s
   */
  record StatefulParDo(String transform, ParDoSpec parDo, Coder<?> keyCoder, int input)
      implements DoFnCall {
    @Override
    public boolean head() {
      return true;
    }
  }

  /**
   * First half of a splittable DoFn: pairs each element and window with its initial restriction and
   * splits that. Its output elements are understood by {@link ProcessRestriction} alone.
   */
  record SplitRestriction(String transform, ParDoSpec parDo, int input, int output)
      implements DoFnCall {
    @Override
    public List<Integer> outputs() {
      return List.of(output);
    }
  }

  /** Second half of a splittable DoFn: processes restrictions and what remains of them. */
  record ProcessRestriction(String transform, ParDoSpec parDo, int input) implements DoFnCall {
    @Override
    public boolean head() {
      return true;
    }
  }

  /**
   * Groups {@code KV}s by key and window.
   *
   * @param path the way of grouping
   * @param reason why there is no cheaper way; empty if that is not known or the way is not general
   * @param aggregation what becomes of the values of a group
   * @param windowing the windowing of the input: windows, trigger, lateness, accumulation
   */
  record GroupByKey(
      String transform,
      GroupingPath path,
      String reason,
      Coder<?> keyCoder,
      Aggregation aggregation,
      WindowingStrategy<?, ?> windowing,
      int input,
      int output)
      implements OneToOne {
    /** A grouping by the general path. */
    public GroupByKey(
        String transform,
        Coder<?> keyCoder,
        Aggregation aggregation,
        WindowingStrategy<?, ?> windowing,
        int input,
        int output) {
      this(transform, GroupingPath.GENERAL, "", keyCoder, aggregation, windowing, input, output);
    }

    /** The same grouping done another way. */
    public GroupByKey by(GroupingPath newPath) {
      return new GroupByKey(
          transform, newPath, "", keyCoder, aggregation, windowing, input, output);
    }

    /** The same grouping, by the general path for {@code newReason}. */
    public GroupByKey generalBecause(String newReason) {
      return new GroupByKey(
          transform,
          GroupingPath.GENERAL,
          newReason,
          keyCoder,
          aggregation,
          windowing,
          input,
          output);
    }

    @Override
    public boolean head() {
      return true;
    }
  }

  /** What a {@link GroupByKey} makes of the values of one group. */
  sealed interface Aggregation {
    /** An iterable of all values. */
    record Values(Coder<?> valueCoder) implements Aggregation {}

    /** The values combined: values in, output out. */
    record Combine(CombineSpec combine) implements Aggregation {}

    /** Accumulators merged, as a {@link LiftedCombine} upstream made them; output out. */
    record MergeAccumulators(CombineSpec combine) implements Aggregation {}
  }

  /**
   * Combines values by key and window before they cross an exchange, for the length of a bundle at
   * the most. Output values are accumulators.
   */
  record LiftedCombine(
      String transform, Coder<?> keyCoder, CombineSpec combine, int input, int output)
      implements OneToOne {}

  /** Passes the elements of all its inputs on; a flatten without inputs ends at once. */
  record Flatten(String transform, List<Integer> inputs, int output) implements OperatorSpec {
    public Flatten {
      inputs = List.copyOf(inputs);
    }

    @Override
    public List<Integer> outputs() {
      return List.of(output);
    }
  }

  /**
   * Passes elements on unchanged, metadata included, behind an exchange that redistributes them.
   *
   * @param exchange how: by key keeps the order of a key's elements
   */
  record Redistribute(String transform, Exchange exchange, int input, int output)
      implements OneToOne {}

  /** Assigns windows. */
  record AssignWindows(String transform, WindowFn<?, ?> windowFn, int input, int output)
      implements OneToOne {}

  /**
   * Materialises a collection as a side input: groups its elements by window under the windowing of
   * the collection (triggers included) and publishes each pane as the contents of the view.
   *
   * @param path the way of grouping
   */
  record MaterializeView(
      String transform,
      GroupingPath path,
      PCollectionView<?> view,
      Coder<?> elementCoder,
      WindowingStrategy<?, ?> windowing,
      int input)
      implements OperatorSpec {
    /** A view that is grouped by the general path. */
    public MaterializeView(
        String transform,
        PCollectionView<?> view,
        Coder<?> elementCoder,
        WindowingStrategy<?, ?> windowing,
        int input) {
      this(transform, GroupingPath.GENERAL, view, elementCoder, windowing, input);
    }

    /** The same view grouped another way. */
    public MaterializeView by(GroupingPath newPath) {
      return new MaterializeView(transform, newPath, view, elementCoder, windowing, input);
    }

    @Override
    public List<Integer> inputs() {
      return List.of(input);
    }

    @Override
    public List<Integer> outputs() {
      return List.of();
    }

    @Override
    public boolean head() {
      return true;
    }
  }
}
