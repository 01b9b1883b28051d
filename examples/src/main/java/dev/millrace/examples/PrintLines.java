/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import org.apache.beam.sdk.transforms.DoFn;

/** Prints every element on a line of standard output, as soon as it arrives. */
final class PrintLines extends DoFn<String, Void> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void process(@Element String line) {
    System.out.println(line);
  }
}
