/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Instant;

/** Numbers, each at its own time, in another order each time that they are read. */
final class ShuffledSource extends BoundedSource<Long> {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong IDS = new AtomicLong();
  private static final AtomicLong READERS = new AtomicLong();
  private static final Map<Long, LongConsumer> HOOKS = new ConcurrentHashMap<>();

  private final ArrayList<Long> numbers;
  private final int splits;
  private final boolean dynamic;
  private final long id;

  private ShuffledSource(List<Long> numbers, int splits, boolean dynamic, long id) {
    this.numbers = new ArrayList<>(numbers);
    this.splits = splits;
    this.dynamic = dynamic;
    this.id = id;
  }

  /**
   * The numbers up to {@code end}, in so many splits.
   *
   * @param dynamic whether a split can give away what has not been read of it
   * @param hook is called at each number
   */
  static ShuffledSource upTo(long end, int splits, boolean dynamic, LongConsumer hook) {
    long id = IDS.incrementAndGet();
    HOOKS.put(id, hook);
    List<Long> numbers = LongStream.range(0, end).boxed().toList();
    return new ShuffledSource(numbers, splits, dynamic, id);
  }

  @Override
  public List<ShuffledSource> split(long bytes, PipelineOptions options) {
    List<ShuffledSource> parts = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      List<Long> part =
          numbers.subList(i * numbers.size() / splits, (i + 1) * numbers.size() / splits);
      parts.add(new ShuffledSource(part, 1, dynamic, id));
    }
    return parts;
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) {
    return numbers.size();
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public BoundedReader<Long> createReader(PipelineOptions options) {
    return new Reader(this);
  }

  private static final class Reader extends BoundedReader<Long> {
    private ShuffledSource source;
    private List<Long> shuffled;
    private int next;

    Reader(ShuffledSource source) {
      this.source = source;
      this.shuffled = new ArrayList<>(source.numbers);
      Collections.shuffle(shuffled, new Random(READERS.incrementAndGet()));
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next == shuffled.size()) {
        return false;
      }
      next++;
      HOOKS.get(source.id).accept(getCurrent());
      return true;
    }

    @Override
    public Long getCurrent() {
      return shuffled.get(next - 1);
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(getCurrent());
    }

    @Override
    public Double getFractionConsumed() {
      return (double) next / shuffled.size();
    }

    @Override
    public ShuffledSource splitAtFraction(double fraction) {
      int first = (int) Math.ceil(fraction * shuffled.size());
      if (!source.dynamic || first < next || first >= shuffled.size()) {
        return null;
      }
      List<Long> rest = shuffled.subList(first, shuffled.size());
      shuffled = shuffled.subList(0, first);
      source = new ShuffledSource(shuffled, 1, true, source.id);
      return new ShuffledSource(rest, 1, true, source.id);
    }

    @Override
    public ShuffledSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
