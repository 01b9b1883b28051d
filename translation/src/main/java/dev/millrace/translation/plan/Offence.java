/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Something in a pipeline that cannot run.
 *
 * @param transform the full name of the transform
 * @param problem what is unsupported
 * @param remedy what the user can do about it
 * @param cause what code of the user or of Beam has thrown, null if it is we who refuse
 */
public record Offence(String transform, String problem, String remedy, @Nullable Throwable cause) {

  /** An offence that nothing was thrown for. */
  public Offence(String transform, String problem, String remedy) {
    this(transform, problem, remedy, null);
  }

  @Override
  public String toString() {
    return transform + ": " + problem + ". " + remedy + ".";
  }
}
