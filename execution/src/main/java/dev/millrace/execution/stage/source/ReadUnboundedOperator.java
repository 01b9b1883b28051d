/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.translation.graph.OperatorSpec.ReadUnbounded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Reads an unbounded source: each instance its share of the splits, with all readers kept open. */
public final class ReadUnboundedOperator implements Head {
  private static final Duration FINALIZATION_PATIENCE = Duration.standardMinutes(10);

  private final ReadUnbounded spec;
  private final Step step;
  private final StageOutput output;
  private final List<UnboundedSplit<?, ?>> splits = new ArrayList<>();
  private final WorkQueue<UnassignedSplit> unassigned;
  private boolean assigned;
  private boolean draining;
  private int turn;
  private long elementsRead;
  private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  /** An operator that emits to {@code output}. */
  public ReadUnboundedOperator(ReadUnbounded spec, Step step, StageOutput output) {
    this.spec = spec;
    this.step = step;
    this.output = output;
    this.unassigned =
        step.host()
            .sharedWork(spec.transform(), new UnassignedSplit.UnassignedSplitCoder(), this::split);
  }

  private List<UnassignedSplit> split() {
    int parallelism = step.host().parallelism();
    List<UnboundedSource<?, ?>> all =
        SourceSplits.of(
            step, spec.source(), source -> source.split(parallelism, step.host().options()));
    if (step.host().takesCheckpoints()) {
      all.forEach(this::requireMarks);
    }
    return all.stream().map(split -> UnassignedSplit.fresh(split, all.size())).toList();
  }

  private void requireMarks(UnboundedSource<?, ?> source) {
    if (source.getCheckpointMarkCoder() == null) {
      throw step.failure(
          "preparing for checkpoints",
          "source " + Rendering.value(source),
          new UnsupportedOperationException(
              "The source answers null for the coder of its checkpoint marks, so that nothing can be"
                  + " written down from which to go on reading it. Give it a coder of marks"
                  + " (UnboundedSource.getCheckpointMarkCoder), or run the pipeline without"
                  + " checkpoints"));
    }
  }

  @Override
  public Progress advance(int maxElements) {
    int outer = step.enter();
    try {
      if (draining) {
        return Progress.DONE;
      }
      takeSplits();
      Progress progress = read(maxElements);
      refreshWatermark();
      return watermark >= BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() ? Progress.DONE : progress;
    } catch (Throwable t) {
      throw step.failure("reading", "", t);
    } finally {
      step.exit(outer);
    }
  }

  // Readers stay open: their last marks are yet to be taken and finalized.
  @Override
  public void drain() {
    draining = true;
    if (watermark < BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()) {
      watermark = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
      step.host().cutShort();
    }
  }

  // Every instance comes by, so none need take more than its share.
  private void takeSplits() throws IOException {
    while (!assigned) {
      UnassignedSplit split = unassigned.poll();
      if (split != null) {
        splits.add(UnboundedSplit.of(split, step.host()));
        unassigned.done();
      }
      assigned = split == null || splits.size() == split.share(step.host().parallelism());
    }
  }

  private Progress read(int maxElements) throws IOException {
    int dry = 0;
    int emitted = 0;
    while (emitted < maxElements && dry < splits.size()) {
      step.throwIfStopped();
      UnboundedSplit<?, ?> split = splits.get(turn);
      if (!split.ended() && split.advance()) {
        emit(split.reader());
        emitted++;
        dry = 0;
      } else {
        dry++;
        turn = (turn + 1) % splits.size();
      }
    }
    if (emitted > 0) {
      turn = (turn + 1) % splits.size();
      return Progress.MORE;
    }
    return Progress.IDLE;
  }

  private <T> void emit(UnboundedReader<T> reader) {
    step.startBundle();
    elementsRead++;
    output.emit(Element.inGlobalWindow(reader.getCurrent(), reader.getCurrentTimestamp()));
  }

  private void refreshWatermark() {
    long earliest = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
    for (UnboundedSplit<?, ?> split : splits) {
      split.refreshWatermark();
      earliest = Math.min(earliest, split.watermark());
    }
    watermark = earliest;
  }

  @Override
  public long elementsRead() {
    return elementsRead;
  }

  @Override
  public long hold() {
    return watermark;
  }

  @Override
  public String holdReason() {
    for (int i = 0; i < splits.size(); i++) {
      if (splits.get(i).watermark() == watermark) {
        return "its split "
            + (i + 1)
            + " of "
            + splits.size()
            + " in this instance, "
            + splits.get(i)
            + ", has not come further";
      }
    }
    return "it has no split yet";
  }

  @Override
  public void snapshot(long checkpoint) {
    int outer = step.enter();
    try {
      for (UnboundedSplit<?, ?> split : splits) {
        unassigned.position(split.asOfNow(!draining, this::finalizeLater), split.watermark());
      }
    } catch (Throwable t) {
      throw step.failure("taking a checkpoint mark", "", t);
    } finally {
      step.exit(outer);
    }
  }

  @Override
  public boolean awaitsCheckpoint() {
    return splits.stream().anyMatch(UnboundedSplit::hasReadSinceMark);
  }

  // Where checkpoints are taken, what has been read is durable with one of them, not with a bundle.
  @Override
  public void finishBundle() {
    if (step.host().takesCheckpoints()) {
      return;
    }
    int outer = step.enter();
    try {
      for (UnboundedSplit<?, ?> split : splits) {
        CheckpointMark mark = split.mark();
        if (mark != null) {
          finalizeLater(mark);
        }
      }
    } catch (Throwable t) {
      throw step.failure("taking a checkpoint mark", "", t);
    } finally {
      step.exit(outer);
    }
  }

  private void finalizeLater(CheckpointMark mark) {
    Instant now = Instant.ofEpochMilli(step.host().processingTime());
    step.afterBundle(now.plus(FINALIZATION_PATIENCE), mark::finalizeCheckpoint);
  }

  @Override
  public void close() {
    StageFailure first = null;
    for (UnboundedSplit<?, ?> split : splits) {
      try {
        close(split);
      } catch (StageFailure failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void close(UnboundedSplit<?, ?> split) {
    int outer = step.enter();
    try {
      split.close();
    } catch (Throwable t) {
      throw step.closingFailure("closing a reader", t);
    } finally {
      step.exit(outer);
    }
  }
}
