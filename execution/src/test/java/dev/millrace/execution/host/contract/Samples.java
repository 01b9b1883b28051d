/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.keying.Keyer;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;

/** Keys, windows and times to test with. */
final class Samples {
  static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  static final KeySpace KEYS = new KeySpace(StringUtf8Coder.of(), IntervalWindow.getCoder());
  static final Key A = key("a");
  static final Key B = key("b");
  static final Namespace FIRST = Namespace.of(window(0));
  static final Namespace SECOND = Namespace.of(window(1));

  private Samples() {}

  static Key key(String value) {
    return new Keyer(StringUtf8Coder.of(), "test").key(value);
  }

  /** One of the windows of a hundred milliseconds. */
  static IntervalWindow window(int number) {
    return new IntervalWindow(new Instant(100L * number), new Instant(100L * number + 100));
  }

  static <T> List<T> list(Iterable<T> values) {
    List<T> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }
}
