/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSource;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.translation.graph.Exchange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Stages that count what they send and receive, and keep that in lists of items; and by key, where
 * elements have one, in keyed state.
 */
final class Counted {
  private static final String COUNTS = "counts";
  private static final KeySpace BY_NUMBER =
      new KeySpace(VarIntCoder.of(), GlobalWindow.Coder.INSTANCE);

  private Counted() {}

  /**
   * An element, with where it comes from.
   *
   * @param sender the sending stage, the run of the job, and the instance
   * @param number which one of the sender's it is, from 0
   */
  private record Sent(String sender, long number, int payload) implements Serializable {}

  /** A graph of such stages, named by their numbers: sources first, then relays. */
  static final class Graph {
    final Graphs graphs = new Graphs();
    volatile int run;
    private final Map<Integer, List<Integer>> inputs = new HashMap<>();
    private int stages;

    /** A source of {@code items} items of work with up to 100 elements each. */
    int source(int items, boolean single, Random random) {
      List<String> work = new ArrayList<>();
      int next = 0;
      for (int i = 0; i < items; i++) {
        int end = next + random.nextInt(100);
        work.add(next + " " + end);
        next = end;
      }
      return stage(single, new HashMap<>(), id -> new Source(this, id, work));
    }

    /** A stage that passes some of what it receives on. */
    int relay(Map<Integer, Exchange> from, boolean single, boolean atFinish) {
      return stage(single, from, id -> new Relay(this, id, atFinish));
    }

    private int stage(
        boolean single, Map<Integer, Exchange> from, java.util.function.IntFunction<Stage> maker) {
      int id = stages++;
      if (single) {
        graphs.single("" + id, () -> maker.apply(id));
      } else {
        graphs.stage("" + id, () -> maker.apply(id));
      }
      from.forEach((producer, exchange) -> graphs.edge(producer, id, exchange));
      inputs.put(id, List.copyOf(from.keySet()));
      return id;
    }

    /** Fails unless, by edge and sender, all that was sent has been received. */
    void assertConsistent(JobImage image) {
      StateSource state = image.state();
      Map<String, long[]> sent = new TreeMap<>();
      for (int stage = 0; stage < stages; stage++) {
        counts(state, stage, "sent", (sender, count) -> add(sent, sender, count));
      }
      Map<String, String> expected = new TreeMap<>();
      Map<String, long[]> received = new TreeMap<>();
      for (int stage = 0; stage < stages; stage++) {
        int consumer = stage;
        for (int producer : inputs.get(stage)) {
          sent.forEach(
              (sender, count) -> {
                if (sender.startsWith(producer + " ")) {
                  expected.put(consumer + " from " + sender, text(count));
                }
              });
        }
        counts(
            state,
            stage,
            "received",
            (sender, count) -> add(received, consumer + " from " + sender, count));
      }
      Map<String, String> actual = new TreeMap<>();
      received.forEach((edge, count) -> actual.put(edge, text(count)));
      assertEquals(expected, actual, () -> "checkpoint " + image.checkpoint());
      for (int stage = 0; stage < stages; stage++) {
        assertKeyed(state, stage, image.checkpoint());
      }
    }

    // What is in keyed state, captured as what has changed, is what is in lists, captured whole.
    private static void assertKeyed(StateSource state, int stage, long checkpoint) {
      Map<String, long[]> balance = new TreeMap<>();
      counts(state, stage, "keyed", (name, count) -> add(balance, name, count));
      long[] sum = new long[1];
      state.forEach(
          new StateId("" + stage, "number"),
          0,
          Keyer.KEY_GROUPS,
          (group, key, value) -> sum[0] += Longs.fromByteArray(value));
      long expected = balance.isEmpty() ? 0 : balance.get("balance")[1];
      assertEquals(expected, sum[0], () -> "stage " + stage + " in checkpoint " + checkpoint);
    }

    /** What each stage has received, whoever has sent it. */
    Map<String, String> totals(@Nullable JobImage image) {
      assertEquals(true, image != null && image.finished());
      Map<String, long[]> totals = new TreeMap<>();
      for (int stage = 0; stage < stages; stage++) {
        String name = "" + stage;
        counts(image.state(), stage, "payload", (sender, count) -> add(totals, name, count));
      }
      Map<String, String> text = new TreeMap<>();
      totals.forEach((stage, total) -> text.put(stage, text(total)));
      return text;
    }

    private static void counts(
        StateSource state, int stage, String kind, BiConsumer<String, long[]> consumer) {
      state.forEachUngrouped(
          new StateId("" + stage, COUNTS),
          (group, key, value) -> {
            String[] parts = new String(value, UTF_8).split(":", -1);
            if (parts[0].equals(kind)) {
              consumer.accept(
                  parts[1], new long[] {Long.parseLong(parts[2]), Long.parseLong(parts[3])});
            }
          });
    }

    private static void add(Map<String, long[]> to, String key, long[] count) {
      long[] sum = to.computeIfAbsent(key, absent -> new long[2]);
      sum[0] += count[0];
      sum[1] += count[1];
    }

    private static String text(long[] count) {
      return count[0] + " with sum " + count[1];
    }
  }

  /** Counts. What others before it have counted it keeps apart. */
  private abstract static class Stage extends FakeStage {
    final int id;
    private final Graph graph;
    private final Map<String, long[]> counts = new TreeMap<>();
    private ItemList<String> list;
    private String sender;
    private long sent;

    Stage(Graph graph, int id) {
      this.graph = graph;
      this.id = id;
    }

    @Override
    public void open(StageHost host) throws Exception {
      super.open(host);
      sender = id + " run " + graph.run + " instance " + host.instance();
      list = host.items("" + id, COUNTS, StringUtf8Coder.of());
    }

    final void send(int key, int payload) {
      emit(Fakes.at(0, KV.of(key, new Sent(sender, sent, payload))));
      count("sent:" + sender, sent++);
    }

    final void count(String what, long number) {
      long[] sum = counts.computeIfAbsent(what, absent -> new long[2]);
      sum[0]++;
      sum[1] += number;
    }

    @Override
    public void snapshot(long checkpoint) {
      List<String> all = new ArrayList<>(list.restored());
      counts.forEach((what, sum) -> all.add(what + ":" + sum[0] + ":" + sum[1]));
      list.set(all);
    }
  }

  private static final class Source extends Stage {
    private final List<String> initial;
    private final Random random = new Random(1);
    private WorkQueue<String> work;
    private boolean reads;
    private boolean done;
    private int next;
    private int end;

    Source(Graph graph, int id, List<String> initial) {
      super(graph, id);
      this.initial = initial;
    }

    @Override
    public void open(StageHost host) throws Exception {
      super.open(host);
      work = host.sharedWork("" + id, StringUtf8Coder.of(), () -> initial);
    }

    @Override
    public Progress advance(int maxElements) throws Exception {
      super.advance(maxElements);
      if (!reads && !poll()) {
        done = work.exhausted();
        return done ? Progress.DONE : Progress.IDLE;
      }
      if (random.nextInt(8) == 0) {
        return Progress.IDLE;
      }
      if (work.wanted() && end - next > 1) {
        int middle = (next + end) / 2;
        work.add(middle + " " + end);
        end = middle;
      }
      for (int i = random.nextInt(maxElements + 1); i > 0 && next < end; i--) {
        begin();
        send(next % 17, next);
        next++;
      }
      if (next == end) {
        reads = false;
        work.done();
      }
      return Progress.MORE;
    }

    private boolean poll() {
      String item = work.poll();
      if (item != null) {
        reads = true;
        String[] range = item.split(" ", -1);
        next = Integer.parseInt(range[0]);
        end = Integer.parseInt(range[1]);
      }
      return item != null;
    }

    @Override
    public void snapshot(long checkpoint) {
      super.snapshot(checkpoint);
      if (reads) {
        work.position(next + " " + end, MIN);
      }
    }

    @Override
    public long hold() {
      return done ? MAX : MIN;
    }
  }

  private static final class Relay extends Stage {
    private final boolean atFinish;
    private final List<KV<Integer, Sent>> kept = new ArrayList<>();

    Relay(Graph graph, int id, boolean atFinish) {
      super(graph, id);
      this.atFinish = atFinish;
    }

    @Override
    @SuppressWarnings("unchecked") // all elements are such pairs
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      KV<Integer, Sent> pair = (KV<Integer, Sent>) element.getValue();
      Sent value = pair.getValue();
      count("received:" + value.sender(), value.number());
      count("payload:" + id, (value.payload() + 31L) * 0x9E3779B97F4A7C15L);
      if (key != null) {
        count("keyed:balance", countByKey(key, value.payload()));
      }
      if (value.payload() % 3 == 0) {
        return;
      }
      if (atFinish) {
        kept.add(pair);
      } else {
        send(pair.getKey(), value.payload());
      }
    }

    // How many there have been, as a number and as a bag of as many; both go now and then.
    private long countByKey(Key key, int payload) {
      KeyedState state = host.state("" + id, BY_NUMBER);
      Cell.Value<Long> number =
          state.values("number", BigEndianLongCoder.of()).cell(key, Namespace.GLOBAL);
      Cell.Bag<Integer> bag = state.bags("bag", VarIntCoder.of()).cell(key, Namespace.GLOBAL);
      long before = number.read() == null ? 0 : number.read();
      int inBag = 0;
      for (int each : bag.read()) {
        inBag += each > 0 ? 1 : 0;
      }
      if (inBag != before) {
        throw new IllegalStateException(key + " has " + before + ", but in the bag " + inBag);
      }
      if (payload % 11 == 0) {
        number.write(null);
        bag.clear();
        return -before;
      }
      number.write(before + 1);
      bag.add(1);
      return 1;
    }

    @Override
    public void finishBundle() throws Exception {
      kept.forEach(pair -> send(pair.getKey(), pair.getValue().payload()));
      kept.clear();
      super.finishBundle();
    }

    @Override
    public boolean emitsAtFinishBundle() {
      return atFinish;
    }
  }
}
