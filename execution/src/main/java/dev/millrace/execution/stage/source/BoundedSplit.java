/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;

/**
 * A split of a bounded source that is to be read.
 *
 * @param read how many of its first records have been read already
 */
record BoundedSplit(BoundedSource<?> source, long read) {

  /** The coder of splits. */
  static final class BoundedSplitCoder extends CustomCoder<BoundedSplit> {
    private static final long serialVersionUID = 1L;
    private static final VarLongCoder READ = VarLongCoder.of();

    @Override
    public void encode(BoundedSplit split, OutputStream out) throws IOException {
      SerializedSource.write(split.source, out);
      READ.encode(split.read, out);
    }

    @Override
    public BoundedSplit decode(InputStream in) throws IOException {
      BoundedSource<?> source = (BoundedSource<?>) SerializedSource.read("bounded source", in);
      return new BoundedSplit(source, READ.decode(in));
    }
  }
}
