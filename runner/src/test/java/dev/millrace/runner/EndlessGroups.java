/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;

/** Functions that read a group or a side input for ever. */
final class EndlessGroups {
  private EndlessGroups() {}

  static final class IterateGroup extends EndlessFn<KV<Integer, Iterable<Integer>>, Integer> {
    private static final long serialVersionUID = 1L;

    IterateGroup(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<Integer>> group) {
      EndlessFn.iterate(endless, group.getValue());
    }
  }

  static final class Blocks extends DoFn<Integer, KV<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(OutputReceiver<KV<Integer, byte[]>> output) {
      output.output(KV.of(1, new byte[100_000]));
    }
  }

  static final class IterateBlocks extends EndlessFn<KV<Integer, Iterable<byte[]>>, Integer> {
    private static final long serialVersionUID = 1L;

    IterateBlocks(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<byte[]>> group) {
      EndlessFn.iterate(endless, group.getValue());
    }
  }

  static final class IterateSideInput<T extends Iterable<Integer>>
      extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<T> view;

    IterateSideInput(Endless endless, PCollectionView<T> view) {
      super(endless);
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      EndlessFn.iterate(endless, context.sideInput(view));
    }
  }

  static final class IterateMultimap extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Map<Integer, Iterable<Integer>>> view;

    IterateMultimap(Endless endless, PCollectionView<Map<Integer, Iterable<Integer>>> view) {
      super(endless);
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      EndlessFn.iterate(endless, context.sideInput(view).get(1));
    }
  }
}
