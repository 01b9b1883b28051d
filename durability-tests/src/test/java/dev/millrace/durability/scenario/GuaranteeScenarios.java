/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/** What functions are promised of checkpoints. */
final class GuaranteeScenarios {
  private GuaranteeScenarios() {}

  static List<Scenario> all() {
    return List.of(
        stable("stable-input", new GuaranteeFns.Stable("stable-input")),
        stable("stable-input-state", new GuaranteeFns.StableWithState("stable-input-state")),
        Scenario.of(
            "finalizers",
            begin ->
                SourceScenarios.format(
                    GroupingScenarios.read(begin, "finalizers")
                        .apply("Finalize", ParDo.of(new GuaranteeFns.Finalizing()))
                        .setCoder(Events.CODER)),
            GuaranteeFns.Finalizing::forgotten));
  }

  private static Scenario stable(String name, DoFn<KV<String, String>, String> fn) {
    return Scenario.of(
        name,
        begin ->
            GroupingScenarios.read(begin, name)
                .apply("Unstable", ParDo.of(new GuaranteeFns.Unstable()))
                .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
                .apply("Stable", ParDo.of(fn)));
  }
}
