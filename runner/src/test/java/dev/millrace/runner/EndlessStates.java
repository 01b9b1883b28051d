/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** Functions that read what they have in state for ever. */
final class EndlessStates {
  private EndlessStates() {}

  static final class ReadBag extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<BagState<Integer>> spec = StateSpecs.bag();

    ReadBag(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") BagState<Integer> bag) {
      bag.add(element.getValue());
      if (element.getValue() == 999) {
        EndlessFn.iterate(endless, bag.read());
      }
    }
  }

  static final class ReadMap extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<MapState<Integer, Integer>> spec = StateSpecs.map();

    ReadMap(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") MapState<Integer, Integer> map) {
      map.put(element.getValue(), 1);
      if (element.getValue() == 999) {
        EndlessFn.iterate(endless, map.keys().read());
      }
    }
  }

  static final class ReadSet extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<SetState<Integer>> spec = StateSpecs.set();

    ReadSet(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") SetState<Integer> set) {
      set.add(element.getValue());
      if (element.getValue() == 999) {
        EndlessFn.iterate(endless, set.read());
      }
    }
  }

  static final class ReadMultimap extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<MultimapState<Integer, Integer>> spec = StateSpecs.multimap();

    ReadMultimap(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element,
        @StateId("state") MultimapState<Integer, Integer> multimap) {
      multimap.put(element.getValue() % 7, 1);
      if (element.getValue() == 999) {
        EndlessFn.iterate(endless, multimap.entries().read());
      }
    }
  }

  static final class ReadOrderedList extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<OrderedListState<Integer>> spec =
        StateSpecs.orderedList(VarIntCoder.of());

    ReadOrderedList(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") OrderedListState<Integer> list) {
      list.add(TimestampedValue.of(1, Instant.ofEpochMilli(element.getValue())));
      if (element.getValue() == 999) {
        EndlessFn.iterate(endless, list.read());
      }
    }
  }
}
