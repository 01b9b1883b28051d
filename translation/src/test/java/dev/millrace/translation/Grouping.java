/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import org.apache.beam.sdk.transforms.GroupByKey;

/** Beam's grouping, in tests that speak of the operator of the same name. */
final class Grouping {
  private Grouping() {}

  static <K, V> GroupByKey<K, V> create() {
    return GroupByKey.create();
  }
}
