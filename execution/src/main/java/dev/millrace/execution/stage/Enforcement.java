/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

/**
 * Which rules of the Beam model are checked on every element, at a price.
 *
 * @param immutability that a DoFn changes neither its input nor an output it has emitted
 * @param encodability that every output can be encoded and decoded; it goes on as what is decoded,
 *     which must be encoded as before
 */
public record Enforcement(boolean immutability, boolean encodability) {
  /** Nothing is checked. */
  public static final Enforcement NONE = new Enforcement(false, false);
}
