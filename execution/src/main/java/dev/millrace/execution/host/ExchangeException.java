/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import org.apache.beam.sdk.coders.Coder;

/**
 * Tells that an element cannot go to another stage, as its coder does not take it. Nothing of it
 * has been sent where it could not be keyed or encoded.
 */
public final class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String doing;
  private final String coder;

  /**
   * An element that cannot go on.
   *
   * @param doing what was being done, e.g. {@code keying output for Count/GroupByKey}
   * @param coder the coder that does not take it
   * @param cause what the coder threw
   */
  public ExchangeException(String doing, Coder<?> coder, Throwable cause) {
    super(doing + " with " + Rendering.value(coder) + " failed", cause);
    this.doing = doing;
    this.coder = Rendering.value(coder);
  }

  /** What was being done. */
  public String doing() {
    return doing;
  }

  /** The coder, and what to do, as a continuation of what is said of the element. */
  public String advice() {
    return "coder "
        + coder
        + ". The coder cannot encode this element and decode it again: mend the coder, output what it"
        + " takes, or set another coder on the collection (NullableCoder where null is meant)";
  }
}
