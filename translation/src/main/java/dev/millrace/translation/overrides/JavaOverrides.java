/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.overrides;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.construction.SplittableParDo;

/** Replaces transforms of a pipeline by others that mean the same and that this runner prefers. */
public final class JavaOverrides {
  private JavaOverrides() {}

  /**
   * Replaces them in place. A pipeline that has been through this before is left as it is.
   *
   * <p>Reads of sources become primitive, so that sources are split and polled by the engine and
   * not by a DoFn around them.
   */
  public static void apply(Pipeline pipeline) {
    pipeline.replaceAll(
        List.of(
            SplittableParDo.PRIMITIVE_BOUNDED_READ_OVERRIDE,
            SplittableParDo.PRIMITIVE_UNBOUNDED_READ_OVERRIDE,
            ShardedBatches.override(),
            GatheredFiles.override()));
  }
}
