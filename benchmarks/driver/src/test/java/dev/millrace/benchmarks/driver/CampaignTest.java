/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignTest {
  @Test
  void millraceAndLoopsAgreeOnEveryQuery(@TempDir Path results) throws IOException {
    String queries =
        Stream.of(Query.values())
            .filter(query -> query != Query.LATENCY && !query.isNexmark())
            .map(Query::label)
            .collect(Collectors.joining(","));
    Settings settings =
        settings(
            results,
            "--queries=" + queries,
            "--engines=millrace,java-2",
            "--scale=0.001",
            "--repetitions=1",
            "--warm-ups=0",
            "--shared-jvm=true",
            "--heap=1g");
    Campaign campaign = new Campaign(settings);

    campaign.run();

    assertEquals(List.of(), campaign.failures());
    assertEquals(2 * settings.queries().size(), campaign.samples().size());
  }

  @Test
  void allOfNexmarkRuns(@TempDir Path results) throws IOException {
    Settings settings =
        Settings.parse(
            Command.NEXMARK,
            List.of(
                "--engines=millrace",
                "--scale=0.01",
                "--repetitions=1",
                "--warm-ups=0",
                "--shared-jvm=true",
                "--heap=1g"),
            Path.of(System.getProperty("benchmarks.classpaths")),
            results);
    Campaign campaign = new Campaign(settings);

    campaign.run();

    assertEquals(List.of(), campaign.failures());
    assertEquals(settings.queries().size(), campaign.samples().size());
  }

  @Test
  void tablesTellEveryEngineAndEveryFloor(@TempDir Path results) throws IOException {
    Settings settings = settings(results, "--engines=millrace,native-flink", "--queries=grep");
    List<Sample> samples =
        List.of(
            sample(EngineSpec.MILLRACE, Query.EMPTY, 100),
            sample(EngineSpec.MILLRACE, Query.GREP, 1_100),
            sample(EngineSpec.NATIVE_FLINK, Query.EMPTY, 1_000),
            sample(EngineSpec.NATIVE_FLINK, Query.GREP, 5_500));
    Summary summary = new Summary(settings, samples);

    String text = MarkdownReport.ofThroughput(settings, summary).text(List.of());

    assertTrue(text.contains("| grep | 10,000,000 | 1.10 | 5.50 |"), text);
    assertTrue(text.contains("| native Flink | grep | 2.0 | 5.00 | met |"), text);
    assertTrue(text.contains("| native Flink | grep, net | 1.5 | 4.50 | met |"), text);
    BarChart.write(settings, summary, results.resolve("chart.svg"));
    assertTrue(Files.readString(results.resolve("chart.svg")).contains("<svg"));
  }

  @Test
  void aNetThatCannotBeToldIsNoFloorMet(@TempDir Path results) {
    Settings settings = settings(results, "--engines=millrace,native-flink", "--queries=grep");
    Summary summary =
        new Summary(
            settings,
            List.of(
                sample(EngineSpec.MILLRACE, Query.EMPTY, 100),
                sample(EngineSpec.MILLRACE, Query.GREP, 1_100),
                sample(EngineSpec.NATIVE_FLINK, Query.EMPTY, 1_000),
                sample(EngineSpec.NATIVE_FLINK, Query.GREP, 900)));

    String text = MarkdownReport.ofThroughput(settings, summary).text(List.of());

    assertTrue(text.contains("| native Flink | grep, net | 1.5 | – | **cannot be told** |"), text);
  }

  @Test
  void fewerElementsAreScaledNetOfTheEmptyPipeline(@TempDir Path results) {
    Settings settings =
        settings(results, "--engines=millrace,direct-runner", "--queries=reshuffle");
    Summary summary =
        new Summary(
            settings,
            List.of(
                sample(EngineSpec.DIRECT_RUNNER, Query.EMPTY, 200),
                sample(EngineSpec.DIRECT_RUNNER, Query.RESHUFFLE, 1_200)));

    assertEquals(2_000, settings.elements(EngineSpec.DIRECT_RUNNER, Query.RESHUFFLE));
    assertEquals(
        1_000.2e9,
        summary
            .scaled(Query.RESHUFFLE, EngineSpec.DIRECT_RUNNER, Measurement::wallNanos)
            .orElseThrow(),
        1);
  }

  private static Settings settings(Path results, String... args) {
    return Settings.parse(
        Command.THROUGHPUT,
        List.of(args),
        Path.of(System.getProperty("benchmarks.classpaths")),
        results);
  }

  private static Sample sample(EngineSpec engine, Query query, long wallMillis) {
    long nanos = wallMillis * 1_000_000;
    String line = nanos + " " + nanos + " 0 0 0 1 1 0 0 0 0 " + engine.result() + " true";
    return new Sample(query, engine, 1, 1, Measurement.parse(line));
  }
}
