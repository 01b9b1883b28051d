/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.host.StageHost;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.beam.sdk.values.WindowedValue;

/** One step of a script. */
sealed interface HarnessStep {

  /** An element comes in. */
  record Emit(int collection, WindowedValue<?> element) implements HarnessStep {}

  /** The input watermark advances. */
  record Watermark(long millis) implements HarnessStep {}

  /** Something else happens, with the job at rest before and after. */
  record Act(Consumer<StageHost> action) implements HarnessStep {}

  /** Waits, and lets sources be polled, at rest or not, until something is so. */
  record Until(BooleanSupplier condition) implements HarnessStep {}

  /** Looks, with the job at rest, at what has come out. */
  record Look(Consumer<Collector> look) implements HarnessStep {}
}
