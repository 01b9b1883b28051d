/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of this process, which another load on the machine hardly changes. Where the
 * system tells (on Linux), without that of the compiler and the garbage collector: how much they do
 * depends on the size of the heap and on what ran before.
 */
final class CpuClock {
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final List<String> OF_THE_MACHINE =
      List.of("C1 ", "C2 ", "GC Thread", "G1 ", "VM Thread");
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private CpuClock() {}

  static double seconds() {
    return (SYSTEM.getProcessCpuTime() - machine()) / 1e9;
  }

  private static long machine() {
    if (!Files.isDirectory(THREADS)) {
      return 0;
    }
    try (Stream<Path> threads = Files.list(THREADS)) {
      return threads.mapToLong(CpuClock::machine).sum();
    } catch (IOException e) {
      throw new UncheckedIOException("Listing the threads of this process", e);
    }
  }

  private static long machine(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm"));
      return OF_THE_MACHINE.stream().noneMatch(name::startsWith)
          ? 0
          : Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
    } catch (IOException e) {
      return 0; // the thread has ended
    }
  }
}
