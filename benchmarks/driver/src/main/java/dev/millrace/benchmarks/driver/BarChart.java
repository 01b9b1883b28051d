/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler;

/** The wall seconds as bars, on a logarithmic axis. */
final class BarChart {
  private static final int WIDTH = 1_600;
  private static final int HEIGHT = 700;
  private static final double LEAST_SECONDS = 0.001;

  private BarChart() {}

  static void write(Settings settings, Summary summary, Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Wall seconds, run() to DONE (less is better)")
            .yAxisTitle("seconds")
            .build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(LEAST_SECONDS);
    chart.getStyler().setXAxisLabelRotation(45);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    List<Query> queries = summary.queries();
    for (EngineSpec engine : settings.engines()) {
      List<String> labels = new ArrayList<>();
      List<Double> seconds = new ArrayList<>();
      for (Query query : queries) {
        labels.add(query.label());
        double nanos = summary.scaled(query, engine, Measurement::wallNanos).orElse(0);
        // A logarithmic axis has no place for nothing.
        seconds.add(nanos == 0 ? null : Double.valueOf(Math.max(LEAST_SECONDS, nanos / 1e9)));
      }
      if (seconds.stream().anyMatch(value -> value != null)) {
        chart.addSeries(engine.title(), labels, seconds);
      }
    }
    if (!chart.getSeriesMap().isEmpty()) {
      VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }
  }
}
