/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.NonMergingWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Instant;

/** A window of ten milliseconds that counts how often anybody looks at one of its kind. */
final class CountedWindow extends BoundedWindow {
  static final long SIZE = 10;
  private static final AtomicLong LOOKS = new AtomicLong();

  private final long number;

  CountedWindow(long number) {
    this.number = number;
  }

  /** How often windows have been looked at since the last call. */
  static long takeLooks() {
    return LOOKS.getAndSet(0);
  }

  @Override
  public Instant maxTimestamp() {
    LOOKS.incrementAndGet();
    return Instant.ofEpochMilli((number + 1) * SIZE - 1);
  }

  @Override
  public boolean equals(Object other) {
    LOOKS.incrementAndGet();
    return other instanceof CountedWindow window && window.number == number;
  }

  @Override
  public int hashCode() {
    LOOKS.incrementAndGet();
    return Long.hashCode(number);
  }

  /** The windows one after the other. */
  static final class Fn extends NonMergingWindowFn<Object, CountedWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<CountedWindow> assignWindows(AssignContext context) {
      return List.of(new CountedWindow(context.timestamp().getMillis() / SIZE));
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the super class
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Fn;
    }

    @Override
    public Coder<CountedWindow> windowCoder() {
      return new WindowCoder();
    }

    @Override
    public WindowMappingFn<CountedWindow> getDefaultWindowMappingFn() {
      return new WindowMappingFn<>() {
        private static final long serialVersionUID = 1L;

        @Override
        public CountedWindow getSideInputWindow(BoundedWindow window) {
          return new CountedWindow(((CountedWindow) window).number);
        }
      };
    }
  }

  private static final class WindowCoder extends CustomCoder<CountedWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(CountedWindow window, OutputStream out) throws IOException {
      VarLongCoder.of().encode(window.number, out);
    }

    @Override
    public CountedWindow decode(InputStream in) throws IOException {
      return new CountedWindow(VarLongCoder.of().decode(in));
    }

    @Override
    public void verifyDeterministic() {
      // A number is.
    }
  }
}
