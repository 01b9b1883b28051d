/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.embedded.JobSettings.StateStorage;
import java.util.Locale;
import java.util.ServiceLoader;
import org.apache.beam.sdk.util.common.ReflectHelpers;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the options of a pipeline say of where state is while it runs. */
final class StateSettings {
  private static final int SHARE_OF_HEAP = -1;
  private static final double SHARE = 0.25;
  private static final int MAX_MB = 1_000_000;

  private StateSettings() {}

  /** Reads {@code options}; {@code checks} takes note of what will not do. */
  static StateStorage of(MillracePipelineOptions options, OptionChecks checks) {
    long bytes = bytes(options.getStateMemoryMb(), checks);
    String name = options.getStateBackend();
    if (name == null
        || checks.oneOf("stateBackend", name, StateBackend.class) == StateBackend.HEAP) {
      return StateStorage.HEAP;
    }
    ColdStoreProvider provider = provider(StateBackend.ROCKSDB);
    if (provider == null) {
      checks.refuse(
          "stateBackend",
          name,
          "the artifact dev.millrace:millrace-rocksdb on the class path, which has it");
      return StateStorage.HEAP;
    }
    // As much again outside of the heap: what RocksDB finds there it need not read from a disk.
    return new StateStorage(provider, bytes, bytes);
  }

  private static long bytes(int megabytes, OptionChecks checks) {
    if (megabytes != SHARE_OF_HEAP && (megabytes < 0 || megabytes > MAX_MB)) {
      checks.refuse(
          "stateMemoryMb",
          megabytes,
          "a number of megabytes from 0 to " + MAX_MB + ", or -1 for a share of the heap");
    }
    return megabytes == SHARE_OF_HEAP
        ? (long) (SHARE * Runtime.getRuntime().maxMemory())
        : (long) megabytes << 20;
  }

  // By the class loader by which Beam finds what pipelines bring along.
  private static @Nullable ColdStoreProvider provider(StateBackend backend) {
    String name = backend.name().toLowerCase(Locale.ROOT);
    for (ColdStoreProvider provider :
        ServiceLoader.load(ColdStoreProvider.class, ReflectHelpers.findClassLoader())) {
      if (provider.name().equals(name)) {
        return provider;
      }
    }
    return null;
  }
}
