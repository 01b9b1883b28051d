package dev.millrace.benchmarks.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measures Millrace beside its peers: the program of the README's command. */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * Measures, and writes the reports.
   *
   * @param args see the README of this module
   * @throws IOException if a report cannot be written, or an engine not be started
   */
  public static void main(String[] args) throws IOException {
    Settings settings =
        Settings.parse(
            List.of(args),
            Path.of(System.getProperty("benchmarks.classpaths")),
            Path.of(System.getProperty("benchmarks.home"), "results"));
    Campaign campaign = new Campaign(settings);
    campaign.run();
    Summary summary = new Summary(settings, campaign.samples());
    Files.createDirectories(settings.results());
    CsvReport.write(campaign.samples(), settings.results().resolve("throughput.csv"));
    MarkdownReport.write(
        settings, summary, campaign.failures(), settings.results().resolve("throughput.md"));
    BarChart.write(settings, summary, settings.results().resolve("throughput.svg"));
    System.out.println("written to " + settings.results().normalize());
    if (!campaign.failures().isEmpty()) {
      throw new IllegalStateException(campaign.failures().size() + " failed");
    }
  }
}
