/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Sources, maps and sinks to build test graphs of. */
final class Fakes {
  private Fakes() {}

  static WindowedValue<?> element(Object value) {
    return at(0, value);
  }

  static WindowedValue<?> at(long millis, Object value) {
    return WindowedValues.of(value, new Instant(millis), GlobalWindow.INSTANCE, PaneInfo.NO_FIRING);
  }

  /** Emits the numbers from 0; number <i>n</i> is at time <i>n</i>, and so is the watermark. */
  static class Numbers extends FakeStage {
    private final int count;
    private int next;

    Numbers(int count) {
      this.count = count;
    }

    @Override
    public Progress advance(int maxElements) throws Exception {
      super.advance(maxElements);
      for (int i = 0; i < maxElements && next < count; i++) {
        begin();
        emit(at(next, value(next)));
        next++;
      }
      return next < count ? Progress.MORE : Progress.DONE;
    }

    Object value(int number) {
      return number;
    }

    @Override
    public long hold() {
      return next < count ? next : MAX;
    }

    @Override
    public double fractionDone() {
      return (double) next / count;
    }
  }

  /** Passes everything on. */
  static class Pass extends FakeStage {
    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      emit(element);
    }
  }

  /** Has nothing, ever, and waits for it. */
  static class Silent extends FakeStage {
    @Override
    public Progress advance(int maxElements) {
      return Progress.IDLE;
    }

    @Override
    public long hold() {
      return MIN;
    }
  }

  /** Keeps what arrives, of all instances together. */
  static class Sink extends FakeStage {
    private final Collection<Object> values;

    Sink(Collection<Object> values) {
      this.values = values;
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      values.add(element.getValue());
    }
  }

  static Collection<Object> values() {
    return new ConcurrentLinkedQueue<>();
  }

  /** Blocks at the first element until interrupted, or until {@code released} opens. */
  static class Blocked extends FakeStage {
    final CountDownLatch reached;
    final CountDownLatch released;

    Blocked(CountDownLatch reached, CountDownLatch released) {
      this.reached = reached;
      this.released = released;
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      reached.countDown();
      released.await();
    }
  }
}
