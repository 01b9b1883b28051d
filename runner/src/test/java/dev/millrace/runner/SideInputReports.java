/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** What tests of side inputs share: a stream for both sides, and notes of what is seen there. */
final class SideInputReports {
  private SideInputReports() {}

  /** One stream for all, so that its events decide what comes before what. */
  static TestStream.Builder<String> stream() {
    return TestStream.create(StringUtf8Coder.of());
  }

  /** An element of the stream. */
  static TimestampedValue<String> at(long millis, String value) {
    return TimestampedValue.of(value, new Instant(millis));
  }

  /** Notes its elements with what is at their side, values of which are sorted. */
  static final class NoteWith<ViewT> extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;
    private final PCollectionView<ViewT> view;

    NoteWith(Notes notes, PCollectionView<ViewT> view) {
      this.notes = notes;
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      notes.add(context.element() + " " + render(context.sideInput(view)));
    }

    private static String render(Object value) {
      if (value instanceof Map<?, ?> map) {
        return new TreeMap<>(map).toString();
      }
      if (value instanceof Iterable<?> values) {
        List<String> all = new ArrayList<>();
        values.forEach(each -> all.add(each.toString()));
        return all.stream().sorted().toList().toString();
      }
      return value.toString();
    }
  }
}
