/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

/** A value that knows about how many bytes it takes. */
public interface Weighted {

  /** About how many bytes the value takes. */
  long weight();
}
