/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps one hanging test from hanging the build: writes the stacks of all threads beside the
 * report, interrupts the test, and ends the JVM if even that does not end it.
 *
 * <p>Threading: owns one daemon thread; {@link #start} and {@link #close} belong to the caller.
 */
final class HangGuard implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int EXIT_CODE = 86;

  private final OutcomeRecorder recorder;
  private final Duration limit;
  private final Path stacks;
  private final Thread watcher = new Thread(this::watch, "beam-suite-hang-guard");

  HangGuard(OutcomeRecorder recorder, Duration limit, Path report) {
    this.recorder = recorder;
    this.limit = limit;
    this.stacks = report.resolveSibling(report.getFileName() + ".hangs");
  }

  void start() {
    try {
      Files.deleteIfExists(stacks);
    } catch (IOException e) {
      throw new UncheckedIOException("removing the stacks of an earlier run " + stacks, e);
    }
    watcher.setDaemon(true);
    watcher.start();
  }

  @Override
  public void close() {
    watcher.interrupt();
  }

  private void watch() {
    Optional<OutcomeRecorder.Running> givenUp = Optional.empty();
    try {
      while (true) {
        Thread.sleep(500);
        Optional<OutcomeRecorder.Running> running = recorder.running();
        if (running.isEmpty()) {
          continue;
        }
        if (running.equals(givenUp)) {
          if (age(running.get()).compareTo(limit.plus(GRACE)) > 0) {
            halt(running.get());
          }
        } else if (age(running.get()).compareTo(limit) > 0) {
          dump(running.get());
          givenUp = running.filter(recorder::giveUp);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void halt(OutcomeRecorder.Running test) {
    dump(test);
    System.err.println(test.name() + " hangs and ignores interrupts; stacks are in " + stacks);
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  private void dump(OutcomeRecorder.Running test) {
    var text = new StringBuilder(test.name() + " runs since " + test.since() + "\n\n");
    for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
      append(text, thread);
    }
    try {
      Files.createDirectories(stacks.getParent());
      String before = Files.exists(stacks) ? Files.readString(stacks) : "";
      Files.writeString(stacks, before + text);
    } catch (IOException e) {
      System.err.println("cannot write " + stacks + ": " + e + "\n" + text);
    }
  }

  /** {@link ThreadInfo#toString} stops after eight frames; a hang is explained further down. */
  private static void append(StringBuilder text, ThreadInfo thread) {
    LockInfo lock = thread.getLockInfo();
    text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
    text.append(lock == null ? "" : " on " + lock);
    text.append(thread.getLockOwnerName() == null ? "" : " held by " + thread.getLockOwnerName());
    text.append('\n');
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("    at ").append(frame).append('\n');
    }
    text.append('\n');
  }

  private static Duration age(OutcomeRecorder.Running test) {
    return Duration.between(test.since(), Instant.now());
  }
}
