/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.PCollectionView;

/** How the contents of a view are written down. Threading: as the contents. */
final class CapturedView {
  private static final String PANES = StateId.SHARED + "side_input";
  private static final String WATERMARK = StateId.SHARED + "side_input_watermark";
  private static final String ANNOUNCED = StateId.SHARED + "side_input_announced";
  private static final byte[] NO_KEY = {};

  private final PCollectionView<?> view;
  private final StateId panes;
  private final StateId watermark;
  private final StateId announced;
  private final Coder<BoundedWindow> windowCoder;
  private final Coder<List<Object>> contentsCoder;

  /** {@code view}, written down as state of {@code transform}. */
  @SuppressWarnings({"unchecked", "deprecation"}) // a view's internals are made for runners
  CapturedView(String transform, PCollectionView<?> view) {
    this.view = view;
    this.panes = new StateId(transform, PANES);
    this.watermark = new StateId(transform, WATERMARK);
    this.announced = new StateId(transform, ANNOUNCED);
    this.windowCoder =
        (Coder<BoundedWindow>) view.getWindowingStrategyInternal().getWindowFn().windowCoder();
    this.contentsCoder = ListCoder.of((Coder<Object>) view.getCoderInternal());
  }

  /** Publishes again what was captured, and nobody asks for yet. */
  void restore(RestoredState from, ViewContents to) {
    from.forEachUngrouped(
        panes,
        (group, key, value) -> {
          ByteBuffer buffer = ByteBuffer.wrap(value);
          long index = buffer.getLong();
          byte[] contents = new byte[buffer.remaining()];
          buffer.get(contents);
          to.publish(
              decoded(windowCoder, key), new Pane(index, decoded(contentsCoder, contents), true));
        });
    from.forEachUngrouped(watermark, (group, key, value) -> to.advance(Longs.fromByteArray(value)));
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
            sink.put(
                panes,
                StateId.UNGROUPED,
                encoded(windowCoder, window),
                pane.captured(contents -> encoded(contentsCoder, contents))));
  }

  private <T> byte[] encoded(Coder<T> coder, T value) {
    try {
      return CoderUtils.encodeToByteArray(coder, value);
    } catch (CoderException e) {
      throw new IllegalStateException(
          "Writing side input " + view + " down with " + coder + " failed", e);
    }
  }

  private <T> T decoded(Coder<T> coder, byte[] bytes) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException e) {
      throw new IllegalStateException(
          "Reading side input " + view + " with " + coder + " failed", e);
    }
  }
}
