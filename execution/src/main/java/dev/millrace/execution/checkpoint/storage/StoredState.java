/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import dev.millrace.execution.checkpoint.EntryVisitor;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the operations of segments leave, one segment after the other. Only their indexes are in
 * memory, and of the entries those of one state and group while they are shown.
 *
 * <p>Threading: safe for use by all threads.
 *
 * <p>Errors: {@link UncheckedIOException} if a file is not intact any more.
 */
public final class StoredState implements StateSource {
  private final List<Indexed> segments = new ArrayList<>();
  private final NavigableSet<StateId> states = new TreeSet<>();

  private record Indexed(Path file, Segment segment, SegmentIndex index) {}

  /** Reads the indexes of {@code parts}, whose operations count in this order. */
  StoredState(Path directory, List<Segment> parts) throws IOException {
    for (Segment segment : parts) {
      Path file = directory.resolve(segment.file());
      try {
        segments.add(new Indexed(file, segment, SegmentReader.index(file, segment)));
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
    segments.forEach(each -> states.addAll(each.index().states()));
  }

  @Override
  public NavigableSet<StateId> states() {
    return states;
  }

  @Override
  public NavigableSet<Integer> groups(StateId id) {
    NavigableSet<Integer> groups = new TreeSet<>();
    segments.forEach(each -> groups.addAll(each.index().groups(id)));
    return groups;
  }

  @Override
  public void forEach(StateId id, int fromGroup, int toGroup, EntryVisitor visitor) {
    try (Reading reading = new Reading()) {
      for (int group : groups(id).subSet(fromGroup, toGroup)) {
        reading.operations(id, group).forEach(id, group, group + 1, visitor);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("State " + id + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Keeps files open that are read. Not thread-safe. */
  final class Reading implements Closeable {
    private final @Nullable SegmentReader[] readers = new SegmentReader[segments.size()];

    /** The operations on {@code id} in {@code group}. */
    StateImage operations(StateId id, int group) throws IOException {
      StateImage image = new StateImage();
      for (int i = 0; i < readers.length; i++) {
        Indexed segment = segments.get(i);
        if (segment.index().sections(id, group).isEmpty()) {
          continue;
        }
        try {
          SegmentReader reader = readers[i];
          if (reader == null) {
            reader = new SegmentReader(segment.file(), segment.segment(), segment.index());
            readers[i] = reader;
          }
          reader.read(id, group, image);
        } catch (IOException e) {
          throw unreadable(segment.file(), e);
        }
      }
      return image;
    }

    @Override
    public void close() throws IOException {
      for (SegmentReader reader : readers) {
        if (reader != null) {
          reader.close();
        }
      }
    }
  }

  /** What a file system throws may say which file it is, or what is wrong with it, seldom both. */
  static IOException unreadable(Path file, IOException e) {
    if (e instanceof CorruptFileException || e instanceof ClosedByInterruptException) {
      return e;
    }
    boolean missing = e instanceof NoSuchFileException;
    return new IOException(missing ? file + " is missing" : "Reading " + file + " failed: " + e, e);
  }
}
