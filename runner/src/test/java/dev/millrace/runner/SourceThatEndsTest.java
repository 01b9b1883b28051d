/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An unbounded source that has reached the end of time ends the pipeline: what it read last is
 * acknowledged, and its readers are closed.
 */
@Timeout(60)
class SourceThatEndsTest {
  private static final int END = 500;

  private final Notes notes = new Notes();

  /** Counts from 0, and reaches the end of time with the last number. Its second split is empty. */
  static final class Counting extends UnboundedSource<Integer, Counting.Mark> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;
    private final int end;

    Counting(Notes notes, int end) {
      this.notes = notes;
      this.end = end;
    }

    /** Notes up to where it is finalized. */
    record Mark(Notes notes, int next) implements CheckpointMark, Serializable {
      @Override
      public void finalizeCheckpoint() {
        notes.add("finalized up to " + next);
      }
    }

    @Override
    public List<Counting> split(int desired, PipelineOptions options) {
      return List.of(this, new Counting(notes, 0));
    }

    @Override
    public Coder<Mark> getCheckpointMarkCoder() {
      return SerializableCoder.of(Mark.class);
    }

    @Override
    public Coder<Integer> getOutputCoder() {
      return VarIntCoder.of();
    }

    @Override
    public UnboundedReader<Integer> createReader(PipelineOptions options, @Nullable Mark mark) {
      notes.add("opened");
      return new CountingReader(this, mark == null ? 0 : mark.next);
    }
  }

  private static final class CountingReader extends UnboundedSource.UnboundedReader<Integer> {
    private final Counting source;
    private int next;

    CountingReader(Counting source, int next) {
      this.source = source;
      this.next = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= source.end) {
        return false;
      }
      next++;
      return true;
    }

    @Override
    public Integer getCurrent() {
      return next - 1;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return new Instant(next - 1);
    }

    @Override
    public Instant getWatermark() {
      return next < source.end ? new Instant(next) : BoundedWindow.TIMESTAMP_MAX_VALUE;
    }

    @Override
    public UnboundedSource.CheckpointMark getCheckpointMark() {
      return new Counting.Mark(source.notes, next);
    }

    @Override
    public UnboundedSource<Integer, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {
      source.notes.add("closed");
    }
  }

  @ParameterizedTest(name = "parallelism {0}, bundles of {1}")
  @CsvSource({"1, 100000", "3, 100000", "2, 1"})
  void allIsReadAcknowledgedAndClosed(int parallelism, int bundle) {
    Pipeline pipeline =
        TestPipelines.withOptions("--parallelism=" + parallelism, "--maxBundleElements=" + bundle);
    PAssert.that(pipeline.apply(Read.from(new Counting(notes, END))))
        .containsInAnyOrder(IntStream.range(0, END).boxed().toList());

    pipeline.run();

    List<String> noted = new ArrayList<>(notes.inOrder());
    assertEquals(
        noted.stream().filter("opened"::equals).count(),
        noted.stream().filter("closed"::equals).count(),
        "readers closed of those opened");
    List<Integer> finalized =
        noted.stream()
            .filter(note -> note.startsWith("finalized"))
            .map(note -> Integer.valueOf(note.substring("finalized up to ".length())))
            .filter(next -> next > 0)
            .toList();
    assertEquals(finalized.stream().sorted().toList(), finalized, "order of finalizing");
    assertEquals(END, finalized.get(finalized.size() - 1), "the last mark");
  }
}
