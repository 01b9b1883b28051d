/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;

/** How the contents of a view are written down. Threading: as the contents. */
final class CapturedView {
  private static final String PANES = StateId.SHARED + "side_input";
  private static final String WATERMARK = StateId.SHARED + "side_input_watermark";
  private static final String ANNOUNCED = StateId.SHARED + "side_input_announced";
  private static final byte[] NO_KEY = {};

  private final StateId panes;
  private final StateId watermark;
  private final StateId announced;
  private final EntryCodec<BoundedWindow> windowCodec;
  private final EntryCodec<List<Object>> contentsCodec;

  /** {@code view}, written down as state of {@code transform}. */
  @SuppressWarnings({"unchecked", "deprecation"}) // a view's internals are made for runners
  CapturedView(String transform, PCollectionView<?> view) {
    this.panes = new StateId(transform, PANES);
    this.watermark = new StateId(transform, WATERMARK);
    this.announced = new StateId(transform, ANNOUNCED);
    this.windowCodec =
        new EntryCodec<>(
            panes,
            (Coder<BoundedWindow>) view.getWindowingStrategyInternal().getWindowFn().windowCoder());
    this.contentsCodec =
        new EntryCodec<>(panes, ListCoder.of((Coder<Object>) view.getCoderInternal()));
  }

  /** Publishes again what was captured, and nobody asks for yet. */
  void restore(RestoredState from, ViewContents to) {
    from.forEachUngrouped(panes, (group, key, value) -> publish(key, value, to));
    from.forEachUngrouped(watermark, (group, key, value) -> to.advance(Longs.fromByteArray(value)));
  }

  /** Publishes a pane that is there as bytes. */
  void publish(byte[] window, byte[] pane, ViewContents to) {
    ByteBuffer buffer = ByteBuffer.wrap(pane);
    long index = buffer.getLong();
    byte[] contents = new byte[buffer.remaining()];
    buffer.get(contents);
    to.publish(
        requireNonNull(windowCodec.decoded(window)),
        new Pane(index, requireNonNull(contentsCodec.decoded(contents)), true));
  }

  /** A window of the view as bytes. */
  byte[] encodedWindow(BoundedWindow window) {
    return windowCodec.encoded(window);
  }

  /** A pane of the view as bytes. */
  byte[] encodedPane(Pane pane) {
    return pane.captured(contentsCodec::encoded);
  }

  /** The watermark that was announced and has yet to take effect, or that has. */
  long announced(RestoredState from) {
    long[] found = {BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()};
    from.forEachUngrouped(announced, (group, key, value) -> found[0] = Longs.fromByteArray(value));
    return found[0];
  }

  /** Writes down a watermark that has been announced and has yet to take effect. */
  void announce(long millis, StateSink sink) {
    sink.put(announced, StateId.UNGROUPED, NO_KEY, Longs.toByteArray(millis));
  }

  /**
   * Writes down the panes that are kept. The watermark comes first: of a window that it has made
   * ready every pane has been published by then.
   */
  void capture(ViewContents from, StateSink sink) {
    sink.put(watermark, StateId.UNGROUPED, NO_KEY, Longs.toByteArray(from.watermark()));
    from.forEach(
        (window, pane) ->
            sink.put(panes, StateId.UNGROUPED, encodedWindow(window), encodedPane(pane)));
  }
}
