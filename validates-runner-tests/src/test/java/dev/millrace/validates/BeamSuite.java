/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Tests of Beam, run in this JVM against one runner.
 *
 * <p>System properties, all optional, steer a run from the command line:
 *
 * <ul>
 *   <li>{@code suite.runner}: the runner, by its name;
 *   <li>{@code suite.options}: further pipeline options, separated by blanks, to choose a variant;
 *   <li>{@code suite.select}: comma-separated substrings of {@code package.Class#method}, or, after
 *       an exclamation mark, of tests to leave out;
 *   <li>{@code suite.timeoutSeconds}: how long one test may take;
 *   <li>{@code suite.report}: a prefix of the names of the reports in {@code target}.
 * </ul>
 *
 * @param tests what is run
 * @param options pipeline options
 * @param select which of the tests to run
 * @param testTimeout how long one test may take before it is given up
 * @param report where the report is written
 */
record BeamSuite(
    BeamTests tests, SuiteOptions options, Selection select, Duration testTimeout, Path report) {

  private static final String RUNNER = "--runner";

  /** Tests against the named runner, with every system property taken into account. */
  static BeamSuite configured(BeamTests tests, String defaultRunner) {
    String runner = System.getProperty("suite.runner", defaultRunner);
    // One test reads a hundred sources that sleep for ten seconds each, whatever the processors.
    SuiteOptions options =
        SuiteOptions.of("--parallelism=8")
            .and(SuiteOptions.of(System.getProperty("suite.options", "")))
            .and(SuiteOptions.of(RUNNER + "=" + runner));
    String report = System.getProperty("suite.report", "") + tests.label() + "-on-" + runner;
    return new BeamSuite(
        tests,
        options,
        Selection.of(System.getProperty("suite.select", "")),
        Duration.ofSeconds(Long.getLong("suite.timeoutSeconds", 600)),
        Path.of(System.getProperty("basedir", ""), "target").resolve(report + ".txt"));
  }

  /** The name of the runner. */
  String runner() {
    return options.value(RUNNER);
  }

  /** Whether nothing was deselected, so that the outcome speaks for the whole suite. */
  boolean complete() {
    return select.all();
  }

  /** Runs the suite, tells {@code progress} a line at a time, and writes the report. */
  SuiteResult run(Consumer<String> progress) {
    TestClasses classes = tests.classes();
    System.setProperty(TestPipeline.PROPERTY_BEAM_TEST_PIPELINE_OPTIONS, options.toJson());
    var recorder = new OutcomeRecorder(progress);
    try (var guard = new HangGuard(recorder, testTimeout, report)) {
      guard.start();
      LauncherFactory.create().execute(request(classes), recorder);
    }
    SuiteResult result = recorder.result(options.toJson(), classes.unloadable());
    write(result.report());
    return result;
  }

  private LauncherDiscoveryRequest request(TestClasses classes) {
    SortedSet<String> leftOut = tests.leftOut(runner());
    PostDiscoveryFilter wanted = test -> filter(test, leftOut);
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(classes.loaded().stream().map(type -> selectClass(type)).toList())
        .filters(EngineFilter.includeEngines("junit-vintage"))
        .filters(wanted)
        .build();
  }

  private FilterResult filter(TestDescriptor test, SortedSet<String> leftOut) {
    return FilterResult.includedIf(
        tests.include(test.getTags())
            && TestNames.of(test.getSource(), test.getDisplayName())
                .map(name -> select.includes(name) && !leftOut.contains(name))
                .orElse(select.wanted().isEmpty()));
  }

  private void write(String text) {
    try {
      Files.createDirectories(report.getParent());
      Files.writeString(report, text);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the report " + report, e);
    }
  }
}
