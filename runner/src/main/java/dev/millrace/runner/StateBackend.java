/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

/** Where state is while a pipeline runs. */
enum StateBackend {
  /** In the heap. */
  HEAP,
  /** In RocksDB, on local disks. */
  ROCKSDB
}
