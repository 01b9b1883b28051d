/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Records how every test ended and tells a line per class.
 *
 * <p>Threading: the launcher calls from the thread that runs the tests; {@link HangGuard} reads and
 * marks from its own. Every method holds this object's lock.
 */
final class OutcomeRecorder implements TestExecutionListener {
  /** A test that has started and not ended. */
  record Running(String name, Instant since, Thread thread) {}

  private final Map<String, SuiteResult.Outcome> outcomes = new LinkedHashMap<>();
  private final Consumer<String> progress;
  private Optional<Running> running = Optional.empty();
  private Optional<String> timedOut = Optional.empty();
  private final SortedSet<String> uncounted = new TreeSet<>();
  private Optional<TestPlan> plan = Optional.empty();
  private long planned;
  private int classPassed;
  private int classFailed;
  private Instant classStart = Instant.now();

  OutcomeRecorder(Consumer<String> progress) {
    this.progress = progress;
  }

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan started) {
    plan = Optional.of(started);
    planned = started.countTestIdentifiers(TestIdentifier::isTest);
  }

  @Override
  public synchronized void executionStarted(TestIdentifier id) {
    if (id.isTest()) {
      MetricsEnvironment.setMetricsSupported(true); // else TestPipeline counts no PAssert
      running = Optional.of(new Running(name(id), Instant.now(), Thread.currentThread()));
    } else if (isClass(id)) {
      classPassed = 0;
      classFailed = 0;
      classStart = Instant.now();
    }
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier id, String reason) {
    outcomes.put(name(id), SuiteResult.Outcome.skipped(reason));
  }

  @Override
  public synchronized void executionFinished(TestIdentifier id, TestExecutionResult result) {
    if (id.isTest()) {
      record(name(id), result);
      running = Optional.empty();
      return;
    }
    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      recordAll(id, result);
    }
    if (isClass(id)) {
      progress.accept(
          "[%3d/%d] %s: %d passed, %d failed (%.1f s)"
              .formatted(
                  outcomes.size(),
                  planned,
                  name(id),
                  classPassed,
                  classFailed,
                  Duration.between(classStart, Instant.now()).toMillis() / 1e3));
    }
  }

  synchronized Optional<Running> running() {
    return running;
  }

  /** Makes {@code test}, if it still runs, a failure whatever comes of it, and interrupts it. */
  synchronized boolean giveUp(Running test) {
    if (!running.equals(Optional.of(test))) {
      return false;
    }
    timedOut = Optional.of(test.name());
    test.thread().interrupt();
    return true;
  }

  synchronized SuiteResult result(String options, List<String> unloadable) {
    return new SuiteResult(options, Map.copyOf(outcomes), Set.copyOf(uncounted), unloadable);
  }

  /** A class that cannot be set up fails every test in it, for none of them will be heard of. */
  private void recordAll(TestIdentifier container, TestExecutionResult result) {
    List<String> unheardOf =
        plan.stream()
            .flatMap(all -> all.getDescendants(container).stream())
            .filter(TestIdentifier::isTest)
            .map(OutcomeRecorder::name)
            .filter(name -> !outcomes.containsKey(name))
            .toList();
    if (unheardOf.isEmpty()) {
      record(name(container), result);
    }
    unheardOf.forEach(name -> record(name, result));
  }

  private void record(String name, TestExecutionResult result) {
    Duration took =
        running.map(r -> Duration.between(r.since(), Instant.now())).orElse(Duration.ZERO);
    SuiteResult.Outcome outcome = outcome(name, result, took);
    outcomes.put(unused(name), outcome);
    switch (outcome.status()) {
      case PASSED -> {
        classPassed++;
        if (!MetricsEnvironment.isMetricsSupported()) {
          uncounted.add(name);
        }
      }
      case FAILED -> {
        classFailed++;
        progress.accept(SuiteMain.FAILURE + name + ": " + outcome.message());
      }
      case SKIPPED -> {}
    }
  }

  /** Parameters that read alike make names alike; each test counts nevertheless. */
  private String unused(String name) {
    String unused = name;
    for (int i = 2; outcomes.containsKey(unused); i++) {
      unused = name + " (" + i + ")";
    }
    return unused;
  }

  private SuiteResult.Outcome outcome(String name, TestExecutionResult result, Duration took) {
    if (timedOut.equals(Optional.of(name))) {
      Thread.interrupted(); // the next test must not meet the interrupt meant for this one
      return SuiteResult.Outcome.failed("timed out, stacks are in the report of hangs", took);
    }
    return switch (result.getStatus()) {
      case SUCCESSFUL -> SuiteResult.Outcome.passed(took);
      case ABORTED -> SuiteResult.Outcome.skipped(message(result));
      case FAILED -> SuiteResult.Outcome.failed(message(result), took);
    };
  }

  private static String message(TestExecutionResult result) {
    return result
        .getThrowable()
        .map(e -> e.toString().lines().filter(line -> !line.isBlank()).limit(2))
        .map(lines -> lines.map(String::strip).collect(Collectors.joining(" ")))
        .orElse("no reason given");
  }

  private static boolean isClass(TestIdentifier id) {
    return id.isContainer() && id.getSource().isPresent();
  }

  private static String name(TestIdentifier id) {
    return TestNames.of(id.getSource(), id.getDisplayName()).orElse(id.getUniqueId());
  }
}
