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
 * @param recent the ids of the records that it has delivered lately, or null if they do not matter
 * @param watermark how far its watermark had come, in milliseconds
 * @param of how many splits there are
 */
record UnassignedSplit(
    UnboundedSource<?, ?> source,
    byte @Nullable [] mark,
    byte @Nullable [] recent,
    long watermark,
    int of) {

  /** A split that nobody has read. */
  static UnassignedSplit fresh(UnboundedSource<?, ?> source, int of) {
    long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    return new UnassignedSplit(source, null, null, watermark, of);
  }

  /** How many splits an instance takes at most, if there are {@code parallelism} of them. */
  int share(int parallelism) {
    return (of + parallelism - 1) / parallelism;
  }

  /** The coder of splits. */
  static final class UnassignedSplitCoder extends CustomCoder<UnassignedSplit> {
    private static final long serialVersionUID = 1L;
    private static final Coder<byte @Nullable []> BYTES = NullableCoder.of(ByteArrayCoder.of());
    private static final VarLongCoder WATERMARK = VarLongCoder.of();
    private static final VarIntCoder OF = VarIntCoder.of();

    @Override
    public void encode(UnassignedSplit split, OutputStream out) throws IOException {
      SerializedSource.write(split.source, out);
      BYTES.encode(split.mark, out);
      BYTES.encode(split.recent, out);
      WATERMARK.encode(split.watermark, out);
      OF.encode(split.of, out);
    }

    @Override
    public UnassignedSplit decode(InputStream in) throws IOException {
      UnboundedSource<?, ?> source =
          (UnboundedSource<?, ?>) SerializedSource.read("unbounded source", in);
      byte @Nullable [] mark = BYTES.decode(in);
      byte @Nullable [] recent = BYTES.decode(in);
      return new UnassignedSplit(source, mark, recent, WATERMARK.decode(in), OF.decode(in));
    }
  }
}
