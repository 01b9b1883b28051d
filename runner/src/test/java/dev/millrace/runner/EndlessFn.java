/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import org.apache.beam.sdk.transforms.DoFn;

/** A function of endless work, which tells of its life. */
abstract class EndlessFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
  private static final long serialVersionUID = 1L;
  final Endless endless;

  EndlessFn(Endless endless) {
    this.endless = endless;
  }

  @Setup
  public void setup() {
    endless.setUp();
  }

  @Teardown
  public void teardown() {
    endless.tornDown();
  }

  /** Reads {@code values} over and over. */
  static void iterate(Endless endless, Iterable<?> values) {
    while (endless.goesOn()) {
      for (Object ignored : values) {
        if (!endless.goesOn()) {
          return;
        }
      }
    }
  }
}
