package dev.millrace.validates;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.UsesExternalService;
import org.apache.beam.sdk.testing.UsesSdkHarnessEnvironment;
import org.apache.beam.sdk.testing.ValidatesRunner;
import org.apache.beam.sdk.transforms.ParDoTest;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Beam's own tests of one category, run in this JVM against one runner.
 *
 * <p>System properties, all optional, steer a run from the command line:
 *
 * <ul>
 *   <li>{@code suite.select}: comma-separated substrings of {@code package.Class#method};
 *   <li>{@code suite.options}: pipeline options as a JSON list, to choose a runner or a variant;
 *   <li>{@code suite.timeoutSeconds}: how long one test may take;
 *   <li>{@code suite.report}: file name of the report in {@code target}.
 * </ul>
 *
 * @param options pipeline options as the JSON list that {@link TestPipeline} reads
 * @param select substrings of test names, one of which must occur; empty selects everything
 * @param testTimeout how long one test may take before it is given up
 * @param report where the report is written
 */
record BeamSuite(String options, List<String> select, Duration testTimeout, Path report) {
  /** In-process ValidatesRunner tests of beam-sdks-java-core 2.73.0, ignored ones aside. */
  static final int SIZE = 393;

  /** A class of Beam's tests jar, to find that jar by. */
  private static final Class<?> ANCHOR = ParDoTest.class;

  private static final TestTag CATEGORY = tag(ValidatesRunner.class);

  /** These need a container or a service beside the JVM; nothing else is left out. */
  private static final List<TestTag> OUT_OF_PROCESS =
      List.of(tag(UsesExternalService.class), tag(UsesSdkHarnessEnvironment.class));

  /** The suite against the named runner, with every system property taken into account. */
  static BeamSuite configured(String runner, String reportName) {
    return new BeamSuite(
        System.getProperty("suite.options", "[\"--runner=" + runner + "\"]"),
        Arrays.stream(System.getProperty("suite.select", "").split(",", -1))
            .filter(part -> !part.isBlank())
            .map(String::strip)
            .toList(),
        Duration.ofSeconds(Long.getLong("suite.timeoutSeconds", 300)),
        Path.of(System.getProperty("basedir", ""), "target")
            .resolve(System.getProperty("suite.report", reportName)));
  }

  /** Whether nothing was deselected, so that the outcome speaks for the whole suite. */
  boolean complete() {
    return select.isEmpty();
  }

  /** Runs the suite, tells {@code progress} a line at a time, and writes the report. */
  SuiteResult run(Consumer<String> progress) {
    TestClasses classes = TestClasses.besides(ANCHOR, ValidatesRunner.class);
    System.setProperty(TestPipeline.PROPERTY_BEAM_TEST_PIPELINE_OPTIONS, options);
    var recorder = new OutcomeRecorder(progress);
    try (var guard = new HangGuard(recorder, testTimeout, report)) {
      guard.start();
      LauncherFactory.create().execute(request(classes), recorder);
    }
    SuiteResult result = recorder.result(options, classes.unloadable());
    write(result.report());
    return result;
  }

  private LauncherDiscoveryRequest request(TestClasses classes) {
    PostDiscoveryFilter wanted = this::filter;
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(classes.loaded().stream().map(type -> selectClass(type)).toList())
        .filters(EngineFilter.includeEngines("junit-vintage"))
        .filters(wanted)
        .build();
  }

  private FilterResult filter(TestDescriptor test) {
    var tags = test.getTags();
    return FilterResult.includedIf(
        tags.contains(CATEGORY)
            && OUT_OF_PROCESS.stream().noneMatch(tags::contains)
            && selected(TestNames.of(test.getSource(), test.getDisplayName())));
  }

  private boolean selected(Optional<String> name) {
    return complete() || name.filter(n -> select.stream().anyMatch(n::contains)).isPresent();
  }

  private void write(String text) {
    try {
      Files.createDirectories(report.getParent());
      Files.writeString(report, text);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the report " + report, e);
    }
  }

  private static TestTag tag(Class<?> category) {
    return TestTag.create(category.getName());
  }
}
