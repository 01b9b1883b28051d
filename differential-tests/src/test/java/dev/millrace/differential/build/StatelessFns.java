/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import dev.millrace.differential.spec.Step.Keying;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Functions that remember nothing. */
final class StatelessFns {
  static final TupleTag<KV<String, String>> EVEN = new TupleTag<>("even");
  static final TupleTag<KV<String, String>> ODD = new TupleTag<>("odd");

  private StatelessFns() {}

  /** Puts elements out as one of two kinds, by their value. */
  static final class SplitFn extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, String> element, MultiOutputReceiver outputs) {
      outputs.get(Values.isEven(element.getValue()) ? EVEN : ODD).output(element);
    }
  }

  /** Changes keys. */
  static final class RekeyFn extends SimpleFunction<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    private final Keying keying;

    RekeyFn(Keying keying) {
      this.keying = keying;
    }

    @Override
    public KV<String, String> apply(KV<String, String> element) {
      return KV.of(
          keying == Keying.CONSTANT || Values.isEven(element.getValue()) ? "even" : "odd",
          element.getKey() + "." + element.getValue());
    }
  }
}
