/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.harness.Journal;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.OffsetBasedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.joda.time.Instant;

/** The numbers of a range, each at its own time. Notes tell when readers open and close. */
final class NumberSource extends OffsetBasedSource<Long> {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong IDS = new AtomicLong();
  private static final Map<Long, LongConsumer> HOOKS = new ConcurrentHashMap<>();

  private final Journal journal;
  private final long bytesPerNumber;
  private final long id;

  private NumberSource(long from, long to, long bytesPerNumber, Journal journal, long id) {
    super(from, to, 1);
    this.journal = journal;
    this.bytesPerNumber = bytesPerNumber;
    this.id = id;
  }

  /** The numbers up to {@code end}; the reader calls {@code hook} at each. */
  static NumberSource upTo(long end, long bytesPerNumber, Journal journal, LongConsumer hook) {
    long id = IDS.incrementAndGet();
    HOOKS.put(id, hook);
    return new NumberSource(0, end, bytesPerNumber, journal, id);
  }

  @Override
  public List<? extends OffsetBasedSource<Long>> split(long bytes, PipelineOptions options)
      throws Exception {
    journal.add("split");
    return super.split(bytes, options);
  }

  @Override
  public long getBytesPerOffset() {
    return bytesPerNumber;
  }

  @Override
  public long getMaxEndOffset(PipelineOptions options) {
    return getEndOffset();
  }

  @Override
  public OffsetBasedSource<Long> createSourceForSubrange(long start, long end) {
    return new NumberSource(start, end, bytesPerNumber, journal, id);
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public BoundedReader<Long> createReader(PipelineOptions options) {
    journal.add("open at " + getStartOffset());
    return new Reader(this);
  }

  private static final class Reader extends OffsetBasedReader<Long> {
    private final NumberSource first;
    private long number = -1;

    Reader(NumberSource source) {
      super(source);
      this.first = source;
    }

    @Override
    protected boolean startImpl() {
      return to(first.getStartOffset());
    }

    @Override
    protected boolean advanceImpl() {
      return to(number + 1);
    }

    private boolean to(long next) {
      number = next;
      HOOKS.get(first.id).accept(next);
      return number < first.getEndOffset();
    }

    @Override
    protected long getCurrentOffset() {
      return number;
    }

    @Override
    public Long getCurrent() {
      if (number < 0) {
        throw new NoSuchElementException();
      }
      return number;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(number);
    }

    @Override
    public void close() {
      first.journal.add("close at " + first.getStartOffset());
    }
  }
}
