/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** Asks this JVM, and the operating system. */
final class PlatformProcessWatch implements ProcessWatch {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");
  private static final String PEAK = "VmHWM:";

  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final AtomicLong live = new AtomicLong();

  PlatformProcessWatch() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((notification, x) -> collected(notification), null, null);
    }
  }

  private void collected(Notification notification) {
    if (notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      Map<String, MemoryUsage> after =
          GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
              .getGcInfo()
              .getMemoryUsageAfterGc();
      long used = pools.stream().mapToLong(pool -> after.get(pool.getName()).getUsed()).sum();
      live.accumulateAndGet(used, Math::max);
    }
  }

  @Override
  public void reset() {
    System.gc();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    live.set(0);
    try {
      // 5 resets the peak of the resident set; see proc(5).
      Files.writeString(CLEAR, "5");
    } catch (IOException e) {
      System.err.println("the peak of resident memory is that of the whole process: " + e);
    }
  }

  @Override
  public long cpuNanos() {
    return system.getProcessCpuTime();
  }

  @Override
  public long heapBytes() {
    return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  @Override
  public long liveBytes() {
    return live.get();
  }

  @Override
  public long residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(PEAK)) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      System.err.println("no peak of resident memory: " + e);
    }
    return 0;
  }
}
