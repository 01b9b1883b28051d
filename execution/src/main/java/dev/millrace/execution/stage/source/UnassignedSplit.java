/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A split of an unbounded source that no instance reads yet.
 *
 * @param mark the checkpoint mark to go on from, coded by the source's coder, or null to begin
 * @param watermark how far its watermark had come, in milliseconds
 * @param of how many splits there are
 */
record UnassignedSplit(UnboundedSource<?, ?> source, byte @Nullable [] mark, long watermark, int of) {

  /** A split that nobody has read. */
  static UnassignedSplit fresh(UnboundedSource<?, ?> source, int of) {
    return new UnassignedSplit(source, null, BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis(), of);
  }

  /** How many splits an instance takes at most, if there are {@code parallelism} of them. */
  int share(int parallelism) {
    return (of + parallelism - 1) / parallelism;
  }

  /** The coder of splits. */
  static final class UnassignedSplitCoder extends CustomCoder<UnassignedSplit> {
    private static final long serialVersionUID = 1L;
    private static final Coder<byte[]> MARK = NullableCoder.of(ByteArrayCoder.of());
    private static final VarLongCoder WATERMARK = VarLongCoder.of();
    private static final VarIntCoder OF = VarIntCoder.of();

    @Override
    public void encode(UnassignedSplit split, OutputStream out) throws IOException {
      SerializedSource.write(split.source, out);
      MARK.encode(split.mark, out);
      WATERMARK.encode(split.watermark, out);
      OF.encode(split.of, out);
    }

    @Override
    public UnassignedSplit decode(InputStream in) throws IOException {
      UnboundedSource<?, ?> source =
          (UnboundedSource<?, ?>) SerializedSource.read("unbounded source", in);
      return new UnassignedSplit(
          source, MARK.decode(in), WATERMARK.decode(in), OF.decode(in));
    }
  }
}
