/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.io.Serializable;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * How far an event file has been read: the checkpoint mark of {@link EventFileSource}.
 *
 * @param lines how many events have been read
 * @param latestMillis the latest event time among them
 */
record EventFilePosition(long lines, long latestMillis)
    implements UnboundedSource.CheckpointMark, Serializable {
  /** Nothing has been read. */
  static final EventFilePosition START =
      new EventFilePosition(0, BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());

  /** Does nothing: a file needs no acknowledgement. */
  @Override
  public void finalizeCheckpoint() {}
}
