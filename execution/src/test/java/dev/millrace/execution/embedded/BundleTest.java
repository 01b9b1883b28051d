/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When bundles end, and what follows. */
class BundleTest {
  private static final JobSettings PLAIN = JobSettings.defaults(1);
  private static final MetricName COUNT = MetricName.named("test", "count");

  private final List<Integer> bundles = Collections.synchronizedList(new ArrayList<>());
  private final Graphs graphs = new Graphs();

  @AfterEach
  void noThreadIsLeft() {
    TestThreads.assertNone();
  }

  /** Keeps how many elements each bundle had. */
  private class Bundled extends FakeStage {
    private int size;

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      size++;
      counter().inc();
    }

    Counter counter() {
      return host.metrics("step").getCounter(COUNT);
    }

    @Override
    public void finishBundle() throws Exception {
      super.finishBundle();
      bundles.add(size);
      size = 0;
    }
  }

  private EmbeddedJob run(JobSettings settings) throws Exception {
    EmbeddedJob job = graphs.start(settings);
    assertTrue(job.await(20_000), job::report);
    return job;
  }

  private int sum() {
    return bundles.stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void aBundleHasNoMoreElementsThanItMay() throws Exception {
    int numbers = graphs.single("numbers", () -> new Numbers(1000));
    int bundled = graphs.single("bundled", Bundled::new);
    graphs.edge(numbers, bundled, Graphs.FORWARD);

    run(PLAIN.with(new JobSettings.Bundles(7, 10_000)));

    assertEquals(1000, sum());
    assertTrue(bundles.stream().allMatch(size -> size <= 7), bundles::toString);
  }

  @Test
  void aBundleIsNotOpenForLongerThanItMay() throws Exception {
    int numbers = graphs.single("numbers", () -> new Numbers(50_000));
    int bundled = graphs.single("bundled", Bundled::new);
    graphs.edge(numbers, bundled, Graphs.FORWARD);

    run(PLAIN.with(new JobSettings.Bundles(Integer.MAX_VALUE, 0)));

    assertEquals(50_000, sum());
    // A turn takes 4,096 elements at the most, and every bundle is over at the end of its turn.
    assertTrue(bundles.size() >= 50_000 / 4096, bundles::toString);
  }

  @Test
  void aBundleEndsWhenInputRunsDry() throws Exception {
    SynchronousQueue<Integer> offered = new SynchronousQueue<>();
    CountDownLatch[] finished = {new CountDownLatch(1), new CountDownLatch(2)};
    int source = graphs.single("source", () -> new Offered(offered, 2));
    int bundled =
        graphs.single(
            "bundled",
            () ->
                new Bundled() {
                  @Override
                  public void finishBundle() throws Exception {
                    super.finishBundle();
                    finished[0].countDown();
                    finished[1].countDown();
                  }
                });
    EmbeddedJob job = graphs.edge(source, bundled, Graphs.FORWARD).start(PLAIN);

    offered.put(1);
    finished[0].await();
    offered.put(2);
    finished[1].await();

    assertTrue(job.await(20_000), job::report);
    assertEquals(List.of(1, 1), bundles);
  }

  /** Emits what it is offered. */
  private static final class Offered extends FakeStage {
    private final SynchronousQueue<Integer> offered;
    private int left;

    Offered(SynchronousQueue<Integer> offered, int left) {
      this.offered = offered;
      this.left = left;
    }

    @Override
    public Progress advance(int maxElements) throws Exception {
      if (left == 0) {
        return Progress.DONE;
      }
      Integer value = offered.poll();
      if (value == null) {
        return Progress.IDLE;
      }
      begin();
      emit(Fakes.element(value));
      left--;
      return Progress.MORE;
    }

    @Override
    public long hold() {
      return left == 0 ? MAX : MIN;
    }
  }

  private static MetricResult<Long> count(EmbeddedJob job) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("test", "count")).build();
    return job.metrics().queryMetrics(filter).getCounters().iterator().next();
  }

  @Test
  void metricsAreCommittedWithTheirBundles() throws Exception {
    int numbers = graphs.stage("numbers", () -> new Numbers(1000));
    int bundled = graphs.stage("bundled", Bundled::new);
    graphs.edge(numbers, bundled, Graphs.REBALANCE);

    EmbeddedJob job = run(JobSettings.defaults(3));

    MetricResult<Long> count = count(job);
    assertEquals("step", count.getKey().stepName());
    assertEquals(3000, count.getAttempted());
    assertEquals(3000, count.getCommitted());
  }

  @Test
  void metricsOfAnOpenBundleAreAttempted() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    int numbers = graphs.single("numbers", () -> new Numbers(10));
    int bundled =
        graphs.single(
            "bundled",
            () ->
                new Bundled() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                      throws Exception {
                    super.element(collection, key, element);
                    if (element.getValue().equals(4)) {
                      reached.countDown();
                      released.await();
                    }
                  }
                });
    EmbeddedJob job =
        graphs
            .edge(numbers, bundled, Graphs.FORWARD)
            .start(PLAIN.with(new JobSettings.Bundles(3, 10_000)));
    reached.await();

    MetricResult<Long> count = count(job);
    assertEquals(5, count.getAttempted());
    assertEquals(3, count.getCommitted());

    released.countDown();
    assertTrue(job.await(20_000), job::report);
    assertEquals(10, count(job).getAttempted());
    assertEquals(10, count(job).getCommitted());
  }

  @Test
  void metricsOfAFailedBundleAreAttemptedOnly() throws Exception {
    int numbers = graphs.single("numbers", () -> new Numbers(10));
    int bundled =
        graphs.single(
            "bundled",
            () ->
                new Bundled() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                      throws Exception {
                    super.element(collection, key, element);
                    if (element.getValue().equals(4)) {
                      throw new IllegalStateException("deliberate");
                    }
                  }
                });
    graphs.edge(numbers, bundled, Graphs.FORWARD);

    EmbeddedJob job = run(PLAIN.with(new JobSettings.Bundles(3, 10_000)));

    assertEquals(JobState.FAILED, job.state());
    assertEquals(5, count(job).getAttempted());
    assertEquals(3, count(job).getCommitted());
  }

  @Test
  void callBacksFollowTheirBundleUnlessTheyHaveExpired() throws Exception {
    Collection<Object> called = Fakes.values();
    int numbers = graphs.single("numbers", () -> new Numbers(3));
    int bundled =
        graphs.single(
            "bundled",
            () ->
                new Bundled() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                      throws Exception {
                    super.element(collection, key, element);
                    int before = bundles.size();
                    host.afterBundle(
                        Instant.now().plus(Duration.standardMinutes(1)),
                        () -> {
                          assertEquals(before + 1, bundles.size());
                          assertFalse(bundleOpen());
                          called.add(element.getValue());
                        });
                    host.afterBundle(
                        Instant.now().minus(Duration.standardMinutes(1)),
                        () -> called.add("expired"));
                    host.afterBundle(
                        Instant.now().plus(Duration.standardMinutes(1)),
                        () -> {
                          throw new IllegalStateException("deliberate");
                        });
                  }
                });
    graphs.edge(numbers, bundled, Graphs.FORWARD);

    EmbeddedJob job = run(PLAIN.with(new JobSettings.Bundles(1, 10_000)));

    assertEquals(JobState.DONE, job.state());
    assertEquals(List.of(0, 1, 2), List.copyOf(called));
  }
}
