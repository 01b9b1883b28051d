/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.translation.graph.OperatorSpec.ReadBounded;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.BoundedSource.BoundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Reads a bounded source. Its splits wait in one queue for whichever instance is free; an instance
 * that finds the queue empty makes the others give up part of what they are reading.
 *
 * <p>A checkpoint has how many records of a split have been read, to be skipped by who reads it
 * again. Where these may be others then, it has no split that has been begun: what such a split
 * cannot give away is read to its end at the barrier, and the checkpoint has the records.
 */
public final class ReadBoundedOperator implements Head {
  private static final int SPLITS_PER_INSTANCE = 4;
  private static final int RECORDS_BETWEEN_CHECKS = 16;
  private static final int RECORDS_WORTH_A_SPLIT = 1_000;
  private static final double WANTED_SHARE = 0.5;
  private static final double CHECKPOINTED_SHARE = 1.0 / 64;
  private static final long MIN_SPLIT_BYTES = 64 * 1024;
  private static final long UNKNOWN_SPLIT_BYTES = 64L * 1024 * 1024;

  private final ReadBounded spec;
  private final Step step;
  private final StageOutput output;
  private final WorkQueue<BoundedSplit> splits;
  private final KeptRecords<Object> kept;
  private @Nullable BoundedReader<?> reader;
  private boolean started;
  private long read;
  private long elementsRead;

  /** An operator that emits records coded by {@code coder} to {@code output}. */
  @SuppressWarnings("unchecked") // the coder is that of what the source is read into
  public ReadBoundedOperator(ReadBounded spec, Coder<?> coder, Step step, StageOutput output) {
    this.spec = spec;
    this.step = step;
    this.output = output;
    this.kept = new KeptRecords<>(spec.transform(), (Coder<Object>) coder, step.host());
    this.splits =
        step.host().sharedWork(spec.transform(), new BoundedSplit.BoundedSplitCoder(), this::split);
  }

  private List<BoundedSplit> split() {
    PipelineOptions options = step.host().options();
    List<BoundedSource<?>> splits =
        SourceSplits.of(
            step,
            spec.source(),
            source -> source.split(desiredBytes(source.getEstimatedSizeBytes(options)), options));
    return splits.stream().map(source -> new BoundedSplit(source, 0)).toList();
  }

  private long desiredBytes(long bytes) {
    long perSplit = bytes / ((long) step.host().parallelism() * SPLITS_PER_INSTANCE);
    return bytes <= 0 ? UNKNOWN_SPLIT_BYTES : Math.max(perSplit, MIN_SPLIT_BYTES);
  }

  @Override
  public Progress advance(int maxElements) {
    int outer = step.enter();
    try {
      return read(maxElements);
    } catch (Throwable t) {
      throw step.failure("reading", rendered(), t);
    } finally {
      step.exit(outer);
    }
  }

  // No side input that is awaited here can come of this source: it would be in a stage of its own.
  @Override
  public boolean pausesForSideInputs() {
    return true;
  }

  private Progress read(int maxElements) throws IOException {
    for (int emitted = 0; emitted < maxElements; emitted++) {
      // Now and then will do: what a function makes of a record asks too.
      if (emitted % RECORDS_BETWEEN_CHECKS == 0) {
        step.throwIfStopped();
      }
      TimestampedValue<Object> earlier = kept.poll();
      if (earlier != null) {
        emit(earlier.getValue(), earlier.getTimestamp());
        continue;
      }
      BoundedReader<?> current = reader == null ? openNext() : reader;
      if (current == null) {
        return splits.exhausted() ? Progress.DONE : Progress.IDLE;
      }
      if (!next(current)) {
        finish(current);
      } else {
        read++;
        emit(current.getCurrent(), current.getCurrentTimestamp());
        if (splits.wanted()) {
          splitOff(current, WANTED_SHARE);
        }
      }
    }
    return Progress.MORE;
  }

  private @Nullable BoundedReader<?> openNext() throws IOException {
    BoundedSplit split = splits.poll();
    if (split == null) {
      return null;
    }
    BoundedReader<?> opened =
        requireNonNull(
            split.source().createReader(step.host().options()),
            "The source answered null for a reader");
    reader = opened;
    started = false;
    skip(opened, split.read());
    return opened;
  }

  private void skip(BoundedReader<?> opened, long records) throws IOException {
    for (read = 0; read < records; read++) {
      step.throwIfStopped();
      if (!next(opened)) {
        throw new IllegalStateException(
            "The source has only "
                + read
                + " records where it had "
                + records
                + " before the job was restored: it cannot go on where it was. A bounded source has"
                + " to have the same records in the same order each time");
      }
    }
  }

  private boolean next(BoundedReader<?> current) throws IOException {
    if (started) {
      return current.advance();
    }
    started = true;
    return current.start();
  }

  private void emit(Object record, Instant timestamp) {
    step.startBundle();
    elementsRead++;
    if (timestamp.getMillis() == BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()) {
      output.emit(record, Element.UNTIMED);
    } else {
      output.emit(Element.inGlobalWindow(record, timestamp));
    }
  }

  // Keeps a share of what has not been read yet.
  private void splitOff(BoundedReader<?> current, double share) {
    Double consumed = current.getFractionConsumed();
    if (consumed == null || consumed >= 1) {
      return;
    }
    BoundedSource<?> rest = current.splitAtFraction(consumed + (1 - consumed) * share);
    if (rest != null) {
      splits.add(new BoundedSplit(rest, 0));
    }
  }

  private void finish(BoundedReader<?> finished) throws IOException {
    reader = null;
    finished.close();
    splits.done();
  }

  @Override
  public void snapshot(long checkpoint) {
    if (reader != null && spec.repeatable()) {
      writeDown(reader);
    } else if (reader != null) {
      keepRest(reader);
    }
    kept.snapshot();
  }

  private void writeDown(BoundedReader<?> current) {
    int outer = step.enter();
    try {
      if (read > RECORDS_WORTH_A_SPLIT) {
        // A job that begins again skips what was read of a split: that is to be little.
        splitOff(current, CHECKPOINTED_SHARE);
      }
      splits.position(
          new BoundedSplit(current.getCurrentSource(), read),
          BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
    } catch (Throwable t) {
      throw step.failure("asking a reader what it reads", "", t);
    } finally {
      step.exit(outer);
    }
  }

  private void keepRest(BoundedReader<?> current) {
    int outer = step.enter();
    try {
      splitOff(current, CHECKPOINTED_SHARE);
      while (next(current)) {
        step.throwIfStopped();
        kept.add(TimestampedValue.of(current.getCurrent(), current.getCurrentTimestamp()));
      }
      finish(current);
    } catch (Throwable t) {
      throw step.failure("reading the rest of a split before a checkpoint", rendered(), t);
    } finally {
      step.exit(outer);
    }
  }

  @Override
  public long hold() {
    return (reader == null && kept.isEmpty() && splits.exhausted()
            ? BoundedWindow.TIMESTAMP_MAX_VALUE
            : BoundedWindow.TIMESTAMP_MIN_VALUE)
        .getMillis();
  }

  @Override
  public String holdReason() {
    return reader == null
        ? "other instances read what is left of it"
        : read + " records have been read of " + rendered();
  }

  @Override
  public long elementsRead() {
    return elementsRead;
  }

  /** Of all splits, those of the other instances taken to be as far as this one's. */
  @Override
  public double fractionDone() {
    if (reader == null) {
      return Double.NaN;
    }
    int outer = step.enter();
    try {
      Double consumed = reader.getFractionConsumed();
      return consumed == null ? Double.NaN : splits.fractionDone(consumed);
    } catch (Throwable t) {
      throw step.failure("asking a reader for its progress", rendered(), t);
    } finally {
      step.exit(outer);
    }
  }

  @Override
  public void close() {
    if (reader == null) {
      return;
    }
    int outer = step.enter();
    try {
      reader.close();
    } catch (Throwable t) {
      throw step.closingFailure("closing a reader", t);
    } finally {
      step.exit(outer);
    }
  }

  private String rendered() {
    return reader == null ? "" : "source " + Rendering.value(reader.getCurrentSource());
  }
}
