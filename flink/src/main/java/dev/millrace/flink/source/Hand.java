/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import java.io.Serializable;
import java.util.List;

/**
 * What an enumerator has.
 *
 * @param asked whether a reader has been asked to make the splits
 * @param dealt whether the splits have been dealt out
 * @param shares those that have not been fetched
 */
record Hand(boolean asked, boolean dealt, List<Dealing.Share> shares) implements Serializable {
  private static final long serialVersionUID = 1L;
}
