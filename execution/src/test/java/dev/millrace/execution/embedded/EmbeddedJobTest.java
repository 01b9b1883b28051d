/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.embedded.Fakes.Pass;
import dev.millrace.execution.embedded.Fakes.Sink;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.harness.Disturbance;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same graph gives the same results however it is run. */
class EmbeddedJobTest {

  static Stream<JobSettings> settings() {
    return Stream.of(1, 2, 7)
        .map(JobSettings::defaults)
        .flatMap(all -> Stream.of(ThreadKind.values()).filter(ThreadKind::available).map(all::with))
        .flatMap(
            all ->
                Stream.of(
                    all,
                    all.with(new JobSettings.Bundles(1, 1000)),
                    all.with(JobSettings.Channels.of(1, 1)),
                    all.with(Disturbance.channels(5, 4, 42))));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyElementArrivesOnce(JobSettings settings) throws Exception {
    Collection<Object> values = Fakes.values();
    Graphs graphs = new Graphs();
    int numbers = graphs.stage("numbers", () -> new Numbers(5000));
    int spread = graphs.stage("spread", Pass::new);
    int chained = graphs.stage("chained", Pass::new);
    int sink = graphs.single("sink", () -> new Sink(values));
    graphs
        .edge(numbers, spread, Graphs.REBALANCE)
        .edge(spread, chained, Graphs.FORWARD)
        .edge(chained, sink, Graphs.FORWARD)
        .edge(numbers, sink, Graphs.GATHER);

    EmbeddedJob job = graphs.start(settings);

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
    Map<Object, Integer> counts = new HashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    Map<Object, Integer> expected = new HashMap<>();
    for (int i = 0; i < 5000; i++) {
      expected.put(i, 2 * settings.parallelism());
    }
    assertEquals(expected, counts);
  }

  @Test
  void virtualThreadsAreThereFromJdk21On() {
    assertEquals(Runtime.version().feature() >= 21, ThreadKind.VIRTUAL.available());
    if (!ThreadKind.VIRTUAL.available()) {
      JobSettings settings = JobSettings.defaults(1);
      assertThrows(IllegalArgumentException.class, () -> settings.with(ThreadKind.VIRTUAL));
    }
  }
}
