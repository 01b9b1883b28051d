/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;

/**
 * What unfinished work of an instance keeps the watermark back.
 *
 * @param hold where, in milliseconds; {@link Holds#NONE} for nowhere
 * @param transform the full name of the transform whose work it is
 * @param work the work in words, to follow the name of the transform; maybe empty
 */
public record HoldReason(long hold, String transform, String work) {
  /** Nothing keeps it back. */
  public static final HoldReason NONE = new HoldReason(Holds.NONE, "", "");
}
