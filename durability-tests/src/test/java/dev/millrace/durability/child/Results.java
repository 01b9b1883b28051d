/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;

/**
 * Keeps the results of a scenario, all of them different, so that none can be lost or doubled
 * unseen.
 *
 * <p>They are gathered in the state of the pipeline until its end, then each shard is written to a
 * file of its own. What a process does again after a kill it does on the state of a checkpoint, and
 * a shard that is written again must be the same. So a result that the pipeline has twice is in a
 * file twice. What a single process has put out is noted too, result by result: there none may be
 * twice, and none may be missing from the notes of all processes together.
 */
public final class Results extends PTransform<PCollection<String>, PDone> {
  private static final long serialVersionUID = 1L;

  /** The counters of results, one for each scenario. */
  public static final MetricNameFilter COUNTERS = MetricNameFilter.inNamespace("results");

  private static final String DIRECTORY = "results";
  private static final int SHARDS = 4;
  private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

  private final String scenario;

  private Results(String scenario) {
    this.scenario = scenario;
  }

  /** Keeps the results of {@code scenario}. */
  public static Results of(String scenario) {
    return new Results(scenario);
  }

  /** The results of {@code scenario} that are in {@code work}, in order. */
  public static List<String> read(Path work, String scenario) {
    return lines(work.resolve(DIRECTORY).resolve(scenario));
  }

  /** All lines of all files in {@code directory}, in order. */
  public static List<String> lines(Path directory) {
    List<String> lines = new ArrayList<>();
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    lines.sort(null);
    return lines;
  }

  /** The name of the notes of what the process {@code life} has put out for {@code scenario}. */
  public static String notes(String scenario, int life) {
    return "results of " + scenario + " in life " + life;
  }

  @Override
  public PDone expand(PCollection<String> results) {
    results
        .apply("Note", ParDo.of(new Note(scenario)))
        .setCoder(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of()))
        .apply(
            "Globally",
            Window.<KV<Integer, String>>into(new GlobalWindows())
                .triggering(AfterWatermark.pastEndOfWindow())
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply("Gather", GroupByKey.create())
        .apply("Write", ParDo.of(new Write(scenario)));
    return PDone.in(results.getPipeline());
  }

  static final class Note extends DoFn<String, KV<Integer, String>> {
    private static final long serialVersionUID = 1L;
    private final String scenario;
    private final Counter count;

    Note(String scenario) {
      this.scenario = scenario;
      this.count = Metrics.counter("results", scenario);
    }

    @Setup
    public void setUp() {
      Moment.SETTING_UP.reached();
    }

    @ProcessElement
    public void process(@Element String result, OutputReceiver<KV<Integer, String>> output) {
      Moment.PROCESSING.reached();
      count.inc();
      Work.note(notes(scenario, Work.life()), result);
      output.output(KV.of(Math.floorMod(result.hashCode(), SHARDS), result));
    }
  }

  private static final class Write extends DoFn<KV<Integer, Iterable<String>>, Void> {
    private static final long serialVersionUID = 1L;
    private final String scenario;

    Write(String scenario) {
      this.scenario = scenario;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<String>> shard, PaneInfo pane)
        throws IOException {
      List<String> lines = new ArrayList<>();
      shard.getValue().forEach(lines::add);
      lines.sort(null);
      Path file =
          Work.directory()
              .resolve(DIRECTORY)
              .resolve(scenario)
              .resolve("shard-" + shard.getKey() + "-pane-" + pane.getIndex());
      write(file, lines);
    }

    private static void write(Path file, List<String> lines) throws IOException {
      if (!WRITTEN.add(file.toString())) {
        Work.violation(file + " was written twice by one process");
      }
      if (Files.exists(file) && !Files.readAllLines(file).equals(lines)) {
        Work.violation(file + " was written again with something else: " + lines);
      }
      Path temporary = Work.directory().resolve("part-" + Work.life() + "-" + file.hashCode());
      Files.write(temporary, lines);
      Moment.WRITING.reached();
      Files.createDirectories(file.getParent());
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      Moment.WRITTEN.reached();
    }
  }
}
