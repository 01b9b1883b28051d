/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.element;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CollectionCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Codes elements with everything that they have, for operators that keep them. Beam's own coder
 * leaves out where an element came from.
 *
 * @param <T> the type of the values
 */
public final class ElementCoder<T> extends CustomCoder<WindowedValue<T>> {
  private static final long serialVersionUID = 1L;
  private static final int DRAIN = 1;
  private static final int RECORD = 2;
  private static final Coder<@Nullable String> RECORD_ID = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<@Nullable Long> RECORD_OFFSET = NullableCoder.of(VarLongCoder.of());

  private final Coder<T> values;
  private final Coder<Collection<BoundedWindow>> windows;

  @SuppressWarnings("unchecked") // the coder is given windows of its own type
  private ElementCoder(Coder<T> values, Coder<? extends BoundedWindow> windows) {
    this.values = values;
    this.windows = CollectionCoder.of((Coder<BoundedWindow>) windows);
  }

  /** Codes elements whose values and windows these code. */
  public static <T> ElementCoder<T> of(Coder<T> values, Coder<? extends BoundedWindow> windows) {
    return new ElementCoder<>(values, windows);
  }

  @Override
  @SuppressWarnings("unchecked") // a collection of windows is one of bounded windows
  public void encode(WindowedValue<T> element, OutputStream out) throws IOException {
    Origin origin = Origin.of(element);
    boolean record = origin.recordId() != null || origin.recordOffset() != null;
    int flags = (origin.drain() == CausedByDrain.NORMAL ? 0 : DRAIN) | (record ? RECORD : 0);
    VarIntCoder.of().encode(flags, out);
    if (record) {
      RECORD_ID.encode(origin.recordId(), out);
      RECORD_OFFSET.encode(origin.recordOffset(), out);
    }
    InstantCoder.of().encode(element.getTimestamp(), out);
    windows.encode((Collection<BoundedWindow>) element.getWindows(), out);
    PaneInfo.PaneInfoCoder.of().encode(element.getPaneInfo(), out);
    values.encode(element.getValue(), out);
  }

  @Override
  public WindowedValue<T> decode(InputStream in) throws IOException {
    Origin origin = origin(in);
    Instant timestamp = InstantCoder.of().decode(in);
    Collection<BoundedWindow> decoded = windows.decode(in);
    PaneInfo pane = PaneInfo.PaneInfoCoder.of().decode(in);
    T value = values.decode(in);
    return decoded.size() == 1 && origin.equals(Origin.NONE)
        ? Element.of(value, timestamp, decoded.iterator().next(), pane)
        : new FullElement<>(value, timestamp, decoded, pane, origin);
  }

  private static Origin origin(InputStream in) throws IOException {
    int flags = VarIntCoder.of().decode(in);
    if (flags == 0) {
      return Origin.NONE;
    }
    boolean record = (flags & RECORD) != 0;
    return new Origin(
        record ? RECORD_ID.decode(in) : null,
        record ? RECORD_OFFSET.decode(in) : null,
        (flags & DRAIN) == 0 ? CausedByDrain.NORMAL : CausedByDrain.CAUSED_BY_DRAIN);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ElementCoder<?> that
        && values.equals(that.values)
        && windows.equals(that.windows);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "ElementCoder(" + values + ", " + windows + ")";
  }
}
