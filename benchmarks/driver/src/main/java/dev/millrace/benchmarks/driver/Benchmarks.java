/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Measures Millrace beside its peers: the program of the README's command. */
public final class Benchmarks {
  private final Command command;
  private final Settings settings;
  private final Campaign campaign;

  private Benchmarks(Command command, Settings settings) {
    this.command = command;
    this.settings = settings;
    this.campaign = new Campaign(settings);
  }

  /**
   * Measures, and writes the reports.
   *
   * @param args see the README of this module
   * @throws IOException if a report cannot be written, or an engine not be started
   * @throws IllegalStateException if a run failed; the reports have been written nevertheless
   */
  public static void main(String[] args) throws IOException {
    List<String> rest = List.of(args);
    Command command = Command.THROUGHPUT;
    if (!rest.isEmpty() && !rest.get(0).startsWith("--")) {
      command = Command.labelled(rest.get(0));
      rest = rest.subList(1, rest.size());
    }
    Settings settings =
        Settings.parse(
            command,
            rest,
            Path.of(System.getProperty("benchmarks.classpaths")),
            Path.of(System.getProperty("benchmarks.home"), "results"));
    List<String> failures = new Benchmarks(command, settings).run();
    System.out.println("written to " + settings.results().normalize());
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.size() + " failed");
    }
  }

  private List<String> run() throws IOException {
    Files.createDirectories(settings.results());
    return switch (command) {
      case THROUGHPUT -> compare(MarkdownReport::ofThroughput);
      case NEXMARK -> compare(MarkdownReport::ofNexmark);
      case START_UP -> startUp();
      case LATENCY -> measure(Reports::latency);
      case MEMORY -> measure(Reports::memory);
      case CHECKPOINTS -> measure(CheckpointReport::of);
      case PAUSES -> ofState(StateCampaign::updateInPace, StateReports::pauses);
      case RECOVERY -> ofState(StateCampaign::killAndGoOn, StateReports::recovery);
      case LARGE_STATE -> ofState(StateCampaign::updateAtFullSpeed, StateReports::largeState);
      case LEAST_HEAP -> leastHeap();
    };
  }

  private List<String> compare(BiFunction<Settings, Summary, MarkdownReport> report)
      throws IOException {
    campaign.run();
    List<Sample> samples = new ArrayList<>(settings.add() ? earlier() : List.of());
    samples.addAll(campaign.samples());
    Settings all =
        settings.withQueries(
            Stream.concat(samples.stream().map(Sample::query), settings.queries().stream())
                .distinct()
                .sorted()
                .toList());
    Summary summary = new Summary(all, samples);
    CsvReport.write(samples, file("csv"));
    Files.writeString(file("md"), report.apply(all, summary).text(campaign.failures()));
    if (command == Command.THROUGHPUT) {
      BarChart.write(all, summary, file("svg"));
    }
    return campaign.failures();
  }

  /** What the results hold of the empty query, and of those that have not been measured now. */
  private List<Sample> earlier() throws IOException {
    return CsvReport.read(file("csv")).stream()
        .filter(
            sample -> sample.query() == Query.EMPTY || !settings.queries().contains(sample.query()))
        .toList();
  }

  private List<String> startUp() throws IOException {
    ColdStart cold = new ColdStart(settings);
    cold.run(campaign.failures());
    return measure(
        (s, finished) ->
            Reports.startUp(s, new Summary(s, finished.samples()), cold, finished.failures()));
  }

  private List<String> measure(BiFunction<Settings, Campaign, String> report) throws IOException {
    campaign.run();
    CsvReport.write(campaign.samples(), file("csv"));
    Files.writeString(file("md"), report.apply(settings, campaign));
    return campaign.failures();
  }

  private List<String> leastHeap() throws IOException {
    HeapSearch heaps = new HeapSearch(settings);
    heaps.run();
    Files.writeString(file("md"), heaps.report());
    return heaps.failures();
  }

  private List<String> ofState(
      Consumer<StateCampaign> measuring, BiFunction<Settings, StateCampaign, String> report)
      throws IOException {
    StateCampaign state = new StateCampaign(settings);
    measuring.accept(state);
    Files.write(file("csv"), StateReports.csv(state));
    Files.writeString(file("md"), report.apply(settings, state));
    return state.failures();
  }

  private Path file(String extension) {
    return settings.results().resolve(command.label() + "." + extension);
  }
}
