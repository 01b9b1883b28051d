/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.MeasuredCheckpoint;
import dev.millrace.benchmarks.worker.Scratch;
import dev.millrace.benchmarks.worker.StateMeasurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs jobs of large state, each in a JVM and a directory of its own, the engines in turn. */
final class StateCampaign {
  private final Settings settings;
  private final List<StateSample> samples = new ArrayList<>();
  private final List<Recovery> recoveries = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  StateCampaign(Settings settings) {
    this.settings = settings;
  }

  /** Measures checkpoints while updates come, as many as keys are to change between two. */
  void updateInPace() {
    update(true);
  }

  /** Measures as many updates as there can be. */
  void updateAtFullSpeed() {
    update(false);
  }

  private void update(boolean isPaced) {
    for (double percent : settings.state().changedPercents()) {
      for (int i = 0; i < settings.repetitions(); i++) {
        for (EngineSpec engine : settings.engines()) {
          String what = engine.title() + ", " + percent + " % changed";
          inDirectory(what, directory -> update(engine, percent, isPaced, directory));
        }
      }
    }
  }

  private void update(EngineSpec engine, double percent, boolean isPaced, Path directory)
      throws IOException {
    long changed = settings.state().changed(percent);
    try (StateProcess process = StateProcess.start(engine, settings, changed, isPaced, directory)) {
      long filledMicros = Long.parseLong(process.line("filled"));
      List<MeasuredCheckpoint> checkpoints = new ArrayList<>();
      for (int i = 0; i < settings.state().checkpoints(); i++) {
        checkpoints.add(MeasuredCheckpoint.parse(process.line("checkpoint")));
      }
      StateMeasurement measurement = StateMeasurement.parse(process.line("done"));
      samples.add(new StateSample(engine, percent, filledMicros, checkpoints, measurement));
      System.out.printf(
          Locale.ROOT,
          "%-40s %4.0f %% changed  filled in %6.1f s  %,10.0f updates a second%n",
          engine.title(),
          percent,
          filledMicros / 1e6,
          measurement.perSecond());
    }
  }

  /** Kills processes once there is a checkpoint, and measures how soon new ones go on. */
  void killAndGoOn() {
    for (int i = 0; i < settings.repetitions(); i++) {
      for (EngineSpec engine : settings.engines()) {
        inDirectory(engine.title(), directory -> killAndGoOn(engine, directory));
      }
    }
  }

  private void killAndGoOn(EngineSpec engine, Path directory) throws IOException {
    long changed = settings.state().changed(settings.state().changedPercents().get(0));
    try (StateProcess process = StateProcess.start(engine, settings, changed, true, directory)) {
      process.line("checkpoint");
    }
    long start = System.nanoTime();
    try (StateProcess process = StateProcess.start(engine, settings, changed, true, directory)) {
      long mainMicros = Long.parseLong(process.line("output"));
      long processMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
      recoveries.add(new Recovery(engine, processMicros, mainMicros));
      System.out.printf(
          Locale.ROOT,
          "%-40s first output %6.2f s after main(), %6.2f s after the start of the process%n",
          engine.title(),
          mainMicros / 1e6,
          processMicros / 1e6);
    }
  }

  private void inDirectory(String what, Step step) {
    try {
      Path directory = StateProcess.directory();
      try {
        step.run(directory);
      } finally {
        Scratch.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalStateException e) {
      failures.add(what + ": " + e.getMessage());
      System.out.println("FAILED " + failures.get(failures.size() - 1));
    }
  }

  /** The runs that ended well. */
  List<StateSample> samples() {
    return samples;
  }

  /** The jobs that went on. */
  List<Recovery> recoveries() {
    return recoveries;
  }

  /** What went wrong, a line each. */
  List<String> failures() {
    return failures;
  }

  private interface Step {
    void run(Path directory) throws IOException;
  }
}
