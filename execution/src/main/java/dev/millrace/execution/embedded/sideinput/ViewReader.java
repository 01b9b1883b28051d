/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How one task reads a view. It remembers what it found last, as elements in the same window come
 * in runs, for as long as the contents of the view stay as they are.
 *
 * <p>Threading: used by its task alone.
 */
final class ViewReader {
  private final ViewContents contents;
  private @Nullable BoundedWindow readyWindow;
  private long readyVersion;
  private @Nullable BoundedWindow valueWindow;
  private long valueVersion;
  private @Nullable Object value;

  ViewReader(ViewContents contents) {
    this.contents = contents;
  }

  /** See {@link ViewContents#ready}. */
  boolean ready(BoundedWindow window) {
    // Asked for first: what is published in between is looked for the next time.
    long version = contents.version();
    if (window == readyWindow && version == readyVersion) {
      return true;
    }
    boolean ready = contents.ready(window);
    if (ready) {
      readyWindow = window;
      readyVersion = version;
    }
    return ready;
  }

  /** See {@link ViewContents#value}. */
  @Nullable Object value(BoundedWindow window) {
    long version = contents.version();
    if (window != valueWindow || version != valueVersion) {
      value = contents.value(window);
      valueWindow = window;
      valueVersion = version;
    }
    return value;
  }
}
