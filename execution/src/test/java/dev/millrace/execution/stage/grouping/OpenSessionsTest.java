/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.PartCoder;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenSessionsTest {
  private static final Accumulation LISTS =
      Accumulation.of(new Aggregation.Values(VarIntCoder.of()), new StopSignal());
  private static final OpenSessionsCoder CODER = new OpenSessionsCoder(LISTS.coder());

  /** Sessions as a checkpoint has them. */
  private static final class Stored implements PartCoder.Sink {
    private final TreeMap<byte[], byte[]> parts = new TreeMap<>(Arrays::compareUnsigned);
    private int writes;

    void write(ActiveWindows sessions) throws IOException {
      writes = 0;
      if (parts.isEmpty()) {
        CODER.encode(sessions, this);
      } else {
        CODER.encodeChanges(sessions, this);
      }
      CODER.written(sessions);
    }

    ActiveWindows read() throws IOException {
      ActiveWindows sessions = null;
      for (Entry<byte[], byte[]> part : parts.entrySet()) {
        sessions = CODER.decode(sessions, part.getKey(), part.getValue());
      }
      CODER.written(requireNonNull(sessions));
      return sessions;
    }

    @Override
    public void put(byte[] name, byte[] contents) {
      writes++;
      parts.put(name, contents);
    }

    @Override
    public void delete(byte[] name) {
      writes++;
      parts.remove(name);
    }

    @Override
    public void clear() {
      parts.clear();
    }
  }

  /** Sessions that are searched from end to end. */
  private record Naive(long start, long end, List<Integer> values) {
    static void add(List<Naive> all, Naive added) {
      List<Integer> values = new ArrayList<>(added.values);
      long start = added.start;
      long end = added.end;
      for (Naive other : List.copyOf(all)) {
        if (other.start < added.end && added.start < other.end) {
          all.remove(other);
          values.addAll(other.values);
          start = Math.min(start, other.start);
          end = Math.max(end, other.end);
        }
      }
      all.add(new Naive(start, end, values.stream().sorted().toList()));
    }
  }

  // A range so small that few sessions stay apart, others so large that most do.
  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000, 100_000})
  void sessionsMergeWhateverTheOrderOfTheirValuesAndHoweverManyThereAre(int range)
      throws Exception {
    Random random = new Random(range);
    List<Naive> expected = new ArrayList<>();
    ActiveWindows sessions = new OpenSessions();
    Stored stored = new Stored();
    for (int i = 0; i < 2_000; i++) {
      long start = random.nextInt(range);
      long end = start + 1 + random.nextInt(30);
      sessions.add(window(start, end), i, LISTS);
      Naive.add(expected, new Naive(start, end, List.of(i)));
      if (i % 50 == 25) {
        stored.write(sessions);
      }
      if (i % 500 == 275) {
        stored.write(sessions);
        sessions = stored.read();
      }
      if (i % 4 == 0) {
        expected.sort(Comparator.comparingLong(Naive::start));
        assertEquals(expected.remove(0), removeFirst(sessions));
      }
    }

    expected.sort(Comparator.comparingLong(Naive::start));
    for (Naive next : expected) {
      assertEquals(next, removeFirst(sessions));
    }
    assertEquals(true, sessions.isEmpty());
  }

  @Test
  void ofManySessionsThoseThatHaveChangedAreWritten() throws Exception {
    ActiveWindows sessions = new OpenSessions();
    for (int i = 0; i < 1_000; i++) {
      sessions.add(window(10L * i, 10L * i + 5), i, LISTS);
    }
    Stored stored = new Stored();
    stored.write(sessions);
    assertEquals(1_001, stored.writes);

    sessions.add(window(5_003, 5_012), -1, LISTS);
    sessions.removeFirst();
    stored.write(sessions);

    // The timer, one that has grown by its neighbour, the neighbour, the one that is gone.
    assertEquals(4, stored.writes);
    assertEquals(new Naive(10, 15, List.of(1)), removeFirst(stored.read()));
  }

  private static Naive removeFirst(ActiveWindows sessions) {
    IntervalWindow first = (IntervalWindow) sessions.first();
    assertEquals(first.maxTimestamp().getMillis(), sessions.firstEnd());
    @SuppressWarnings("unchecked") // lists of what was added
    List<Integer> values = (List<Integer>) LISTS.result(sessions.removeFirst());
    return new Naive(
        first.start().getMillis(), first.end().getMillis(), values.stream().sorted().toList());
  }

  private static IntervalWindow window(long start, long end) {
    return new IntervalWindow(Instant.ofEpochMilli(start), Duration.millis(end - start));
  }

  @Test
  void whenGroupsMergeTheFewGoToTheMany() {
    Object many = LISTS.add(LISTS.add(LISTS.first(1), 2), 3);
    Object few = LISTS.first(4);

    assertSame(many, LISTS.merge(few, many));
    assertEquals(List.of(1, 2, 3, 4), LISTS.result(many));
  }
}
