/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.BlockReader;
import dev.millrace.execution.embedded.grouping.spill.Position;
import dev.millrace.execution.host.AdmittedValues;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.util.common.Reiterable;
import org.apache.beam.sdk.util.common.Reiterator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of one key, which each iterator reads from file anew. The files last as long as this.
 *
 * <p>Threading: immutable; each iterator is to be used by one thread.
 *
 * @param <V> the type of the values
 */
final class SpilledValues<V> implements Reiterable<V>, Serializable, AdmittedValues {
  private static final long serialVersionUID = 1L;

  private final transient Codecs<?, V> codecs;
  private final transient List<Position> parts;
  private final transient StopSignal stop;

  /**
   * Values one after the other.
   *
   * @param parts where the first chunks are
   * @param stop ends reading them
   */
  SpilledValues(Codecs<?, V> codecs, List<Position> parts, StopSignal stop) {
    this.codecs = codecs;
    this.parts = List.copyOf(parts);
    this.stop = stop;
  }

  @Override
  public Reiterator<V> iterator() {
    return new ValueIterator<>(codecs, parts, stop, new Place(0, null, 0, true));
  }

  @Override
  public String toString() {
    return "values of " + codecs.transform() + " on file";
  }

  // Users may code grouped values by Java serialisation.
  private Object writeReplace() {
    ArrayList<V> all = new ArrayList<>();
    forEach(all::add);
    return all;
  }

  /**
   * How far an iterator has come.
   *
   * @param part the part that comes next
   * @param position where the next value is in the part before; null if there is none
   * @param values how many values are left in the chunk
   * @param lastChunk whether no other chunk follows in the part
   */
  private record Place(int part, @Nullable Position position, int values, boolean lastChunk) {}

  private static final class ValueIterator<V> implements Reiterator<V> {
    private final Codecs<?, V> codecs;
    private final List<Position> parts;
    private final StopSignal stop;
    private @Nullable BlockReader in;
    private int part;
    private int values;
    private boolean lastChunk;

    ValueIterator(Codecs<?, V> codecs, List<Position> parts, StopSignal stop, Place place) {
      this.codecs = codecs;
      this.parts = parts;
      this.stop = stop;
      this.in = place.position() == null ? null : new BlockReader(place.position());
      this.part = place.part();
      this.values = place.values();
      this.lastChunk = place.lastChunk();
    }

    @Override
    public boolean hasNext() {
      return values > 0 || !lastChunk || part < parts.size();
    }

    @Override
    public @Nullable V next() {
      stop.throwIfStopped();
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      BlockReader from = in == null || values == 0 ? nextChunk() : in;
      values--;
      return codecs.decode(from);
    }

    private BlockReader nextChunk() {
      BlockReader from = in == null || lastChunk ? new BlockReader(parts.get(part++)) : in;
      in = from;
      int count = from.readInt();
      from.readInt();
      values = Math.abs(count);
      lastChunk = count > 0;
      return from;
    }

    @Override
    public Reiterator<V> copy() {
      Position position = in == null ? null : in.position();
      return new ValueIterator<>(codecs, parts, stop, new Place(part, position, values, lastChunk));
    }
  }
}
