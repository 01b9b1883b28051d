/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import dev.millrace.durability.child.Moment;
import dev.millrace.durability.child.Work;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * The events as a stream from something like a message broker, that comes to an end. What a
 * finalized mark says to have been read is gone; a reader that wants it again is a violation.
 */
public final class PacedSource extends UnboundedSource<KV<String, Integer>, PacedSource.Mark> {
  private static final long serialVersionUID = 1L;

  /** Names whether what has been acknowledged is kept all the same. */
  public static final String KEEPS = "durability.source.keeps";

  private static final int SPLITS = 3;

  private final String name;
  private final boolean repeats;
  private final int first;
  private final int step;

  private PacedSource(String name, boolean repeats, int first, int step) {
    this.name = name;
    this.repeats = repeats;
    this.first = first;
    this.step = step;
  }

  /** Each event once. */
  static PacedSource of(String name) {
    return new PacedSource(name, false, 0, 1);
  }

  /** Each event twice, to be told by an id. */
  static PacedSource repeating(String name) {
    return new PacedSource(name, true, 0, 1);
  }

  /** How far it has been read: the next position. */
  static final class Mark implements CheckpointMark, Serializable {
    private static final long serialVersionUID = 1L;
    private final String acknowledgements;
    private final int next;
    private transient boolean finalized;

    private Mark(String acknowledgements, int next) {
      this.acknowledgements = acknowledgements;
      this.next = next;
    }

    @Override
    public void finalizeCheckpoint() {
      if (finalized) {
        Work.violation("a mark of " + acknowledgements + " was finalized twice");
      }
      finalized = true;
      int before = acknowledged(acknowledgements);
      if (next < before && !Boolean.getBoolean(KEEPS)) {
        Work.violation(acknowledgements + ": position " + next + " was finalized after " + before);
      }
      Work.note(acknowledgements, Integer.toString(next));
      Moment.FINALIZING.reached();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Mark mark
          && next == mark.next
          && acknowledgements.equals(mark.acknowledgements);
    }

    @Override
    public int hashCode() {
      return next;
    }
  }

  private static int acknowledged(String acknowledgements) {
    List<String> all = Work.noted(Work.directory(), acknowledgements);
    return all.isEmpty() ? 0 : Integer.parseInt(all.get(all.size() - 1));
  }

  @Override
  public List<PacedSource> split(int desired, PipelineOptions options) {
    return IntStream.range(0, SPLITS)
        .mapToObj(i -> new PacedSource(name, repeats, i, SPLITS))
        .toList();
  }

  @Override
  public UnboundedReader<KV<String, Integer>> createReader(PipelineOptions options, Mark mark) {
    String acknowledgements = "acknowledged of " + name + " " + first;
    int gone = acknowledged(acknowledgements);
    int next = mark == null ? 0 : mark.next;
    if (next < gone && !Boolean.getBoolean(KEEPS)) {
      Work.violation(
          acknowledgements
              + ": a reader begins at "
              + next
              + ", but what is before "
              + gone
              + " has been finalized");
    }
    if (mark != null) {
      Moment.RESTORING.reached();
    }
    return new Reader(this, acknowledgements, next);
  }

  @Override
  public boolean requiresDeduping() {
    return repeats;
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<KV<String, Integer>> getOutputCoder() {
    return Events.CODER;
  }

  private static final class Reader extends UnboundedReader<KV<String, Integer>> {
    private final PacedSource source;
    private final String acknowledgements;
    private final Pace pace = new Pace();
    private int next;
    private int current = -1;

    Reader(PacedSource source, String acknowledgements, int next) {
      this.source = source;
      this.acknowledgements = acknowledgements;
      this.next = next;
    }

    private int number(int position) {
      return source.first + source.step * (source.repeats ? position / 2 : position);
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (number(next) >= Events.COUNT || !pace.next()) {
        return false;
      }
      current = number(next);
      next++;
      return true;
    }

    @Override
    public KV<String, Integer> getCurrent() {
      if (current < 0) {
        throw new NoSuchElementException();
      }
      return Events.event(current);
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Events.time(current);
    }

    @Override
    public byte[] getCurrentRecordId() {
      return Integer.toString(current).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Instant getWatermark() {
      return Events.watermark(number(next));
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(acknowledgements, next);
    }

    @Override
    public UnboundedSource<KV<String, Integer>, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
