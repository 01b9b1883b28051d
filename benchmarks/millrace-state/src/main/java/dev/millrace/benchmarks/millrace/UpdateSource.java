/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.millrace;

import dev.millrace.benchmarks.state.Pacing;
import dev.millrace.benchmarks.state.Updates;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Updates by their keys, each when it is due. Every split has a lane. */
final class UpdateSource extends UnboundedSource<KV<Long, Long>, UpdateSource.Position> {
  private static final long serialVersionUID = 1L;

  private final Updates updates;
  private final int lane;

  private UpdateSource(Updates updates, int lane) {
    this.updates = updates;
    this.lane = lane;
  }

  /** The updates of all lanes, once it is split. */
  static UpdateSource all(Updates updates) {
    return new UpdateSource(updates, 0);
  }

  @Override
  public List<UpdateSource> split(int desiredSplits, PipelineOptions options) {
    return IntStream.range(0, Updates.LANES).mapToObj(i -> new UpdateSource(updates, i)).toList();
  }

  @Override
  public UnboundedReader<KV<Long, Long>> createReader(PipelineOptions options, Position position) {
    return new Reader(this, position == null ? 0 : position.next());
  }

  @Override
  public Coder<KV<Long, Long>> getOutputCoder() {
    return KvCoder.of(VarLongCoder.of(), VarLongCoder.of());
  }

  @Override
  public Coder<Position> getCheckpointMarkCoder() {
    return DelegateCoder.of(VarLongCoder.of(), Position::next, Position::new);
  }

  /**
   * How far a lane has been read.
   *
   * @param next the index of the next update
   */
  record Position(long next) implements CheckpointMark {
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class Reader extends UnboundedReader<KV<Long, Long>> {
    private final UpdateSource source;
    private long next;
    private KV<Long, Long> current;

    Reader(UpdateSource source, long next) {
      this.source = source;
      this.next = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      long update = source.updates.update(source.lane, next);
      if (!Pacing.isDue(source.updates, update)) {
        current = null;
        return false;
      }
      current = KV.of(source.updates.key(update), update);
      next++;
      return true;
    }

    @Override
    public KV<Long, Long> getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.EPOCH;
    }

    @Override
    public Instant getWatermark() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public Position getCheckpointMark() {
      return new Position(next);
    }

    @Override
    public UpdateSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
