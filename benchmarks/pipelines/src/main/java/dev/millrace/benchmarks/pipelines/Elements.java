/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import java.io.Serializable;

/**
 * What a source holds.
 *
 * @param <T> the type of its elements
 */
interface Elements<T> extends Serializable {
  /** The element of an index. */
  T at(long index);
}
