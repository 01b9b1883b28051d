package dev.millrace.benchmarks.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measures Millrace beside its peers: the program of the README's command. */
public final class Benchmarks {
  private final Command command;
  private final Settings settings;
  private final Campaign campaign;
  private final Summary summary;

  private Benchmarks(Command command, Settings settings) {
    this.command = command;
    this.settings = settings;
    this.campaign = new Campaign(settings);
    this.summary = new Summary(settings, campaign.samples());
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
    ColdStart cold = new ColdStart(settings);
    if (command == Command.START_UP) {
      cold.run(campaign.failures());
    }
    campaign.run();
    Files.createDirectories(settings.results());
    CsvReport.write(campaign.samples(), file("csv"));
    Files.writeString(file("md"), report(cold));
    if (command == Command.THROUGHPUT) {
      BarChart.write(settings, summary, file("svg"));
    }
    return campaign.failures();
  }

  private String report(ColdStart cold) {
    return switch (command) {
      case THROUGHPUT -> new MarkdownReport(settings, summary).text(campaign.failures());
      case START_UP -> Reports.startUp(settings, summary, cold).toString();
      case LATENCY -> Reports.latency(campaign.samples()).toString();
      case MEMORY -> Reports.memory(settings, campaign.samples()).toString();
    };
  }

  private Path file(String extension) {
    return settings.results().resolve(command.label() + "." + extension);
  }
}
