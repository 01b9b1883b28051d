/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.host.StageFailure;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The first failure of a stage instance, kept because user code may swallow what it is thrown. */
final class FirstFailure {
  private @Nullable StageFailure failure;

  @Nullable StageFailure get() {
    return failure;
  }

  void set(StageFailure failure) {
    this.failure = failure;
  }

  void throwIfSet() {
    if (failure != null) {
      throw failure;
    }
  }
}
