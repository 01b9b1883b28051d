/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that ask the server. */
final class JobCommands {
  private JobCommands() {}

  private static int healthy(JsonNode job) {
    return job.path("state").asText().equals("FAILED") ? Millrace.WRONG : Millrace.OK;
  }

  private static String ran(JsonNode job) {
    JsonNode ended = job.path("endedMillis");
    long end = ended.isNull() ? job.path("nowMillis").asLong() : ended.asLong();
    return Output.duration(end - job.path("startedMillis").asLong());
  }

  /** What commands of one job have in common. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  abstract static class OfJob implements Callable<Integer> {
    @Mixin Server server;
    @Mixin Output output;

    @Parameters(index = "0", paramLabel = "JOB", description = "The id of a job.")
    String job;

    String path(String rest) {
      return Server.job(job) + rest;
    }
  }

  /** Lists jobs. */
  @Command(name = "jobs", mixinStandardHelpOptions = true, description = "Lists the jobs.")
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class Jobs implements Callable<Integer> {
    @Mixin private Server server;
    @Mixin private Output output;

    @Override
    public Integer call() {
      output.list(
          server.json("/api/v1/jobs"),
          List.of("JOB", "STATE", "STARTED", "RAN", "RESTARTS"),
          job ->
              List.of(
                  job.path("id").asText(),
                  job.path("state").asText(),
                  Output.time(job.path("startedMillis").asLong()),
                  ran(job),
                  job.path("restarts").asText()));
      return Millrace.OK;
    }
  }

  /** Shows a job. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a job and the numbers of its stages. Exits with 1 if it has failed.")
  static final class Show extends OfJob {
    @Override
    public Integer call() {
      JsonNode overview = server.json(path(""));
      JsonNode stages = server.json(path("/stages"));
      if (output.json(Map.of("job", overview, "stages", stages))) {
        return healthy(overview);
      }
      output
          .out()
          .println(
              overview.path("id").asText()
                  + "  "
                  + overview.path("state").asText()
                  + "  "
                  + ran(overview));
      JsonNode failure = overview.path("failure");
      if (!failure.isNull()) {
        output.out().println("failed in " + failure.path("transform").asText("no transform"));
        output.out().println("  " + failure.path("message").asText());
        output.out().println("  " + failure.path("circumstances").asText());
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("STAGE", "NAME", "IS", "IN", "OUT", "BUSY", "BLOCKED", "WATERMARK OUT"));
      stages.forEach(stage -> rows.add(row(stage)));
      output.table(rows);
      return healthy(overview);
    }

    private static List<String> row(JsonNode stage) {
      long busy = 0;
      long blocked = 0;
      long alive = 0;
      for (JsonNode task : stage.path("tasks")) {
        busy += task.path("busyNanos").asLong();
        blocked += task.path("blockedNanos").asLong();
        alive += task.path("aliveNanos").asLong();
      }
      return List.of(
          stage.path("id").asText(),
          stage.path("name").asText(),
          stage.path("activity").asText(),
          stage.path("elementsIn").asText(),
          stage.path("elementsOut").asText(),
          percent(busy - blocked, alive),
          percent(blocked, alive),
          Output.time(stage.path("outputWatermark").asLong()));
    }

    private static String percent(long part, long whole) {
      return whole == 0 ? "-" : Math.round(100.0 * part / whole) + " %";
    }
  }

  /** Says why a transform waits. */
  @Command(
      name = "why",
      mixinStandardHelpOptions = true,
      description = "Says why a transform waits: its open windows, and what keeps them.")
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class Why extends OfJob {
    @Parameters(
        index = "1",
        paramLabel = "TRANSFORM",
        description = "The full name of a transform, or of a composite.")
    private String transform;

    @Override
    public Integer call() {
      JsonNode reasons = server.json(path("/why?transform=" + Server.encoded(transform)));
      if (!output.json(reasons)) {
        output.out().print(reasons.path("text").asText());
        output.out().flush();
      }
      return Millrace.OK;
    }
  }

  /** Prints the plan. */
  @Command(
      name = "graph",
      mixinStandardHelpOptions = true,
      description = "Prints the stages, as text or for Mermaid.")
  static final class Graph extends OfJob {
    @Option(names = "--mermaid", description = "As a diagram for Mermaid.")
    private boolean mermaid;

    @Override
    public Integer call() {
      if (output.json(server.json(path("/graph")))) {
        return Millrace.OK;
      }
      output.out().println(server.text(path("/plan?format=" + (mermaid ? "mermaid" : "text"))));
      return Millrace.OK;
    }
  }

  /** Lists metrics. */
  @Command(
      name = "metrics",
      mixinStandardHelpOptions = true,
      description = "Lists counters, distributions, gauges and sets.")
  static final class MetricsOf extends OfJob {
    @Override
    public Integer call() {
      output.list(
          server.json(path("/metrics")),
          List.of("TRANSFORM", "NAMESPACE", "NAME", "ATTEMPTED", "COMMITTED"),
          metric ->
              List.of(
                  metric.path("transform").asText(),
                  metric.path("namespace").asText(),
                  metric.path("name").asText(),
                  metric.path("attempted").toString(),
                  metric.path("committed").toString()));
      return Millrace.OK;
    }
  }

  /** Lists events. */
  @Command(
      name = "events",
      mixinStandardHelpOptions = true,
      description = "Lists what has happened, the latest last.")
  static final class Events extends OfJob {
    @Override
    public Integer call() {
      output.list(
          server.json(path("/events")),
          List.of(),
          event ->
              List.of(
                  Output.time(event.path("millis").asLong()),
                  event.path("kind").asText(),
                  event.path("text").asText()));
      return Millrace.OK;
    }
  }

  /** Takes a savepoint. */
  @Command(
      name = "savepoint",
      mixinStandardHelpOptions = true,
      description = "Takes a savepoint, and waits until it is there. Needs the token.")
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class Savepoint extends OfJob {
    @Parameters(
        index = "1",
        paramLabel = "DIRECTORY",
        description = "A directory of the machine that the job runs on.")
    private String directory;

    @Override
    public Integer call() {
      JsonNode taken = server.post(path("/savepoint"), Map.of("path", directory));
      if (!output.json(taken)) {
        output
            .out()
            .println("Savepoint " + taken.path("checkpoint").asText() + " is in " + directory);
      }
      return Millrace.OK;
    }
  }

  /** Drains a job. */
  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = "Makes a job end with what it has. Needs the token.")
  static final class Drain extends OfJob {
    @Override
    public Integer call() {
      return ended(this, "/drain", " is being drained");
    }
  }

  /** Cancels a job. */
  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Cancels a job. Needs the token.")
  static final class Cancel extends OfJob {
    @Override
    public Integer call() {
      return ended(this, "/cancel", " is cancelled");
    }
  }

  private static int ended(OfJob command, String action, String done) {
    JsonNode overview = command.server.post(command.path(action), Map.of());
    if (!command.output.json(overview)) {
      boolean runs = overview.path("endedMillis").isNull();
      String state = overview.path("state").asText();
      command
          .output
          .out()
          .println(
              overview.path("id").asText()
                  + (runs || state.equals("CANCELLED") ? done : " had ended before: " + state));
    }
    return Millrace.OK;
  }
}
