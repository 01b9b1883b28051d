/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.stage.Operator;

/** What all operators have in common that call a user's DoFn: its bundles and its end. */
public abstract class DoFnOperator<InputT, OutputT> implements Operator {
  /** Calls the DoFn. */
  protected final FnCall<InputT, OutputT> call;

  /** An operator that makes calls by {@code call}. */
  protected DoFnOperator(FnCall<InputT, OutputT> call) {
    this.call = call;
  }

  @Override
  public void startBundle() {
    call.startBundle();
  }

  @Override
  public void finishBundle() {
    call.finishBundle();
  }

  @Override
  public boolean emitsAtFinishBundle() {
    return call.emitsAtFinishBundle();
  }

  @Override
  public void close() {
    call.tearDown();
  }
}
