/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.translation.graph.Exchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which instance gets which element, and in which order. */
class ExchangeTest {
  private static final int PARALLELISM = 3;

  private final Map<Integer, List<Object>> arrived = new ConcurrentHashMap<>();
  private final Graphs graphs = new Graphs();

  @AfterEach
  void noThreadIsLeft() {
    TestThreads.assertNone();
  }

  /** Keeps what arrives by instance. */
  private final class Keep extends FakeStage {
    @Override
    public void open(StageHost host) throws Exception {
      super.open(host);
      arrived.put(host.instance(), new ArrayList<>());
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      arrived.get(host.instance()).add(element.getValue());
      if (element.getValue() instanceof KV<?, ?> pair) {
        assertEquals(pair.getKey(), key.value());
        assertEquals(host.instance(), Keyer.owner(key, host.parallelism()));
      }
    }
  }

  /** Numbers as values of ten keys. */
  private static final class Pairs extends Numbers {
    Pairs(int count) {
      super(count);
    }

    @Override
    Object value(int number) {
      return KV.of(number % 10, KV.of(host.instance(), number));
    }
  }

  /** Numbers that tell which instance they come from. */
  private static final class Tagged extends Numbers {
    Tagged(int count) {
      super(count);
    }

    @Override
    Object value(int number) {
      return host.instance();
    }
  }

  private void run(int from, Exchange exchange) throws Exception {
    int keep = graphs.stage("keep", Keep::new);
    EmbeddedJob job = graphs.edge(from, keep, exchange).start(JobSettings.defaults(3));
    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
  }

  @Test
  void forwardKeepsToTheInstance() throws Exception {
    run(graphs.stage("tagged", () -> new Tagged(1000)), Graphs.FORWARD);

    arrived.forEach((instance, tags) -> assertEquals(Set.of(instance), new HashSet<>(tags)));
    arrived.forEach((instance, tags) -> assertEquals(1000, tags.size()));
  }

  @Test
  void forwardOfOneInstanceSpreadsEvenly() throws Exception {
    run(graphs.single("numbers", () -> new Numbers(7)), Graphs.FORWARD);

    assertEquals(List.of(0, 3, 6), arrived.get(0));
    assertEquals(List.of(1, 4), arrived.get(1));
    assertEquals(List.of(2, 5), arrived.get(2));
  }

  @Test
  void rebalanceSpreadsWhatEveryInstanceEmits() throws Exception {
    run(graphs.stage("numbers", () -> new Tagged(600)), Graphs.REBALANCE);

    for (int i = 0; i < PARALLELISM; i++) {
      List<Object> tags = arrived.get(i);
      assertEquals(600, tags.size());
      assertEquals(Set.of(0, 1, 2), new HashSet<>(tags));
    }
  }

  @Test
  void gatherBringsAllToTheFirstInstance() throws Exception {
    run(graphs.stage("numbers", () -> new Numbers(100)), Graphs.GATHER);

    assertEquals(300, arrived.get(0).size());
    assertEquals(List.of(), arrived.get(1));
    assertEquals(List.of(), arrived.get(2));
  }

  @Test
  void byKeyBringsAKeyToOneInstanceInTheOrderOfEachProducer() throws Exception {
    run(graphs.stage("pairs", () -> new Pairs(2000)), Graphs.BY_KEY);

    Keyer keyer = new Keyer(VarIntCoder.of(), "test");
    for (int key = 0; key < 10; key++) {
      int owner = Keyer.owner(keyer.key(key), PARALLELISM);
      for (int producer = 0; producer < PARALLELISM; producer++) {
        int first = key;
        assertEquals(
            IntStream.range(0, 200).map(i -> first + 10 * i).boxed().toList(),
            values(arrived.get(owner), key, producer));
      }
    }
  }

  private static List<Object> values(List<Object> pairs, int key, int producer) {
    List<Object> values = new ArrayList<>();
    for (Object each : pairs) {
      KV<?, ?> pair = (KV<?, ?>) each;
      KV<?, ?> tagged = (KV<?, ?>) pair.getValue();
      if (pair.getKey().equals(key) && tagged.getKey().equals(producer)) {
        values.add(tagged.getValue());
      }
    }
    return values;
  }

  @Test
  void anElementThatIsNoPairFailsAnExchangeByKey() throws Exception {
    int numbers = graphs.stage("numbers", () -> new Numbers(10));
    int keep = graphs.stage("keep", Keep::new);
    EmbeddedJob job = graphs.edge(numbers, keep, Graphs.BY_KEY).start(JobSettings.defaults(3));

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.FAILED, job.state());
    assertTrue(job.failure().getMessage().startsWith("keying output for keep"));
    assertEquals(ClassCastException.class, job.failure().getCause().getClass());
  }
}
