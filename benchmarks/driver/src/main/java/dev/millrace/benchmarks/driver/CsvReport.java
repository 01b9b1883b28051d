/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.LatencyQuantiles;
import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Checksum;
import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every measured run, a line each. */
final class CsvReport {
  private static final String HEADING =
      "query,engine,elements,repetition,wall_ns,cpu_ns,peak_heap_bytes,peak_live_bytes,"
          + "peak_resident_bytes,output_elements,checksum,result_class,p50_us,p99_us,p999_us,max_us";

  private CsvReport() {}

  static void write(List<Sample> samples, Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADING));
    for (Sample sample : samples) {
      Measurement m = sample.measurement();
      lines.add(
          String.join(
              ",",
              sample.query().label(),
              sample.engine().label(),
              Long.toString(sample.elements()),
              Integer.toString(sample.repetition()),
              Long.toString(m.wallNanos()),
              Long.toString(m.cpuNanos()),
              Long.toString(m.heapBytes()),
              Long.toString(m.liveBytes()),
              Long.toString(m.residentBytes()),
              Long.toString(m.checksum().elements()),
              Long.toHexString(m.checksum().sum()),
              m.result(),
              Long.toString(m.latency().p50()),
              Long.toString(m.latency().p99()),
              Long.toString(m.latency().p999()),
              Long.toString(m.latency().max())));
    }
    Files.write(file, lines);
  }

  /**
   * What {@link #write} has written.
   *
   * @throws IllegalArgumentException if it has not
   */
  static List<Sample> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).equals(HEADING)) {
      throw new IllegalArgumentException("not written by this version: " + file);
    }
    return lines.stream().skip(1).map(line -> sample(line.split(",", -1))).toList();
  }

  private static Sample sample(String[] fields) {
    return new Sample(
        Query.labelled(fields[0]),
        EngineSpec.labelled(fields[1]).orElseThrow(),
        Long.parseLong(fields[2]),
        Integer.parseInt(fields[3]),
        new Measurement(
            Long.parseLong(fields[4]),
            Long.parseLong(fields[5]),
            Long.parseLong(fields[6]),
            Long.parseLong(fields[7]),
            Long.parseLong(fields[8]),
            new Checksum(Long.parseLong(fields[9]), Long.parseUnsignedLong(fields[10], 16)),
            new LatencyQuantiles(
                Long.parseLong(fields[12]),
                Long.parseLong(fields[13]),
                Long.parseLong(fields[14]),
                Long.parseLong(fields[15])),
            fields[11],
            true));
  }
}
