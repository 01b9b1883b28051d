/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.stage.Step;
import dev.millrace.translation.graph.Frozen;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.Source;

/** The first splits of a source, which its instances share. */
final class SourceSplits {
  private SourceSplits() {}

  /** A way of splitting a source. */
  @FunctionalInterface
  interface Way<S> {
    /** The splits of {@code source}, which together are all of it. */
    List<? extends S> split(S source) throws Exception;
  }

  /** Validates the source and splits it, as code of {@code step}. */
  static <S extends Source<?>> List<S> of(Step step, Frozen<S> frozen, Way<S> way) {
    S source = frozen.thaw();
    int outer = step.enter();
    try {
      source.validate();
      return new ArrayList<>(way.split(source));
    } catch (Throwable t) {
      throw step.failure("splitting the source", "source " + Rendering.value(source), t);
    } finally {
      step.exit(outer);
    }
  }
}
