/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.exchange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a stage that publishes a view tells those that read it: a pane, or how far its watermark has
 * come.
 *
 * @param tag names the view
 * @param window the window of a pane, empty if this tells of a watermark
 * @param pane the pane
 * @param watermark the watermark in milliseconds, of use if this tells of one
 * @param isPane whether this is a pane
 */
public record ViewMessage(
    String tag, byte[] window, byte[] pane, long watermark, boolean isPane) {
  private static final byte[] NONE = {};

  /** A pane of the view {@code tag}. */
  public static ViewMessage ofPane(String tag, byte[] window, byte[] pane) {
    return new ViewMessage(tag, window, pane, 0, true);
  }

  /** The watermark of the view {@code tag}. */
  public static ViewMessage ofWatermark(String tag, long millis) {
    return new ViewMessage(tag, NONE, NONE, millis, false);
  }

  /** This as bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeUTF(tag);
      out.writeBoolean(isPane);
      if (isPane) {
        out.writeInt(window.length);
        out.write(window);
        out.writeInt(pane.length);
        out.write(pane);
      } else {
        out.writeLong(watermark);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #toBytes} made. */
  public static ViewMessage of(byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      String tag = in.readUTF();
      return in.readBoolean()
          ? ofPane(tag, in.readNBytes(in.readInt()), in.readNBytes(in.readInt()))
          : ofWatermark(tag, in.readLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
