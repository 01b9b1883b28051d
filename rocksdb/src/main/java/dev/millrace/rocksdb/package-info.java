/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** State larger than the heap, in RocksDB. On the class path it is all that is needed. */
package dev.millrace.rocksdb;
