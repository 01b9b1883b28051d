/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import dev.millrace.durability.child.Results;
import dev.millrace.durability.child.Work;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/** Files that Beam's own sinks write, each line to be in one of them once. */
final class SinkScenarios {
  private static final Duration SIZE = Duration.standardSeconds(6);

  private SinkScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Sink(
            "text",
            (begin, directory) ->
                bounded(begin)
                    .apply("Write", TextIO.write().to(directory + "/lines").withNumShards(3))),
        new Sink(
            "text-sharded-by-runner",
            (begin, directory) ->
                bounded(begin).apply("Write", TextIO.write().to(directory + "/lines"))),
        new Sink(
            "text-windowed",
            (begin, directory) ->
                unbounded(begin, "text-windowed")
                    .apply(
                        "Write",
                        TextIO.write()
                            .to(directory + "/lines")
                            .withWindowedWrites()
                            .withNumShards(2))),
        new Sink(
            "text-windowed-auto-sharded",
            (begin, directory) ->
                unbounded(begin, "text-windowed-auto-sharded")
                    .apply(
                        "Write",
                        TextIO.write()
                            .to(directory + "/lines")
                            .withWindowedWrites()
                            .withAutoSharding())),
        new Sink(
            "files-by-key",
            (begin, directory) ->
                unbounded(begin, "files-by-key")
                    .apply(
                        "Write",
                        FileIO.<String, String>writeDynamic()
                            .by(line -> line.substring(0, line.indexOf(' ')))
                            .withDestinationCoder(StringUtf8Coder.of())
                            .via(Contextful.fn(line -> line), TextIO.sink())
                            .to(directory)
                            .withNaming(key -> FileIO.Write.defaultNaming(key, ".txt"))
                            .withNumShards(2))));
  }

  private static PCollection<String> bounded(PBegin begin) {
    return SourceScenarios.format(begin.apply("Read", Read.from(PacedBoundedSource.splittable())));
  }

  private static PCollection<String> unbounded(PBegin begin, String name) {
    return SourceScenarios.format(GroupingScenarios.read(begin, name))
        .apply("Windows", Window.into(FixedWindows.of(SIZE)));
  }

  private interface Writing {
    void expand(PBegin begin, String directory);
  }

  private static final class Sink extends Scenario {
    private final Writing body;

    Sink(String name, Writing body) {
      super(name);
      this.body = body;
    }

    @Override
    void expand(PBegin begin) {
      body.expand(begin, directory(Work.directory()).toString());
    }

    private Path directory(Path work) {
      return work.resolve("files-of-" + name());
    }

    @Override
    public List<String> results(Path work) {
      return Results.lines(directory(work));
    }

    @Override
    public boolean isNoted() {
      return false;
    }
  }
}
