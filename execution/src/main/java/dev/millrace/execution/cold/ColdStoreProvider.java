/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.cold;

import java.nio.file.Path;

/**
 * Makes stores for state that does not fit in the heap. Found by {@link java.util.ServiceLoader}:
 * an implementation is public, has a public constructor without parameters, and is named in {@code
 * META-INF/services}.
 */
public interface ColdStoreProvider {

  /** By this users choose it, in lower case: {@code rocksdb}. */
  String name();

  /**
   * Gets ready to make the stores of one job.
   *
   * @param directory an empty directory that is theirs alone until they are closed; whoever made it
   *     deletes it
   * @param memoryBytes about how much memory outside of the heap all of them may take together
   * @throws IllegalStateException if that cannot be done on this machine; the message tells users
   *     why
   */
  ColdStores open(Path directory, long memoryBytes);
}
