package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every measured run, a line each. */
final class CsvReport {
  private static final String HEADING =
      "query,engine,elements,repetition,wall_ns,cpu_ns,peak_heap_bytes,peak_live_bytes,"
          + "peak_resident_bytes,output_elements,checksum,result_class";

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
              m.result()));
    }
    Files.write(file, lines);
  }
}
