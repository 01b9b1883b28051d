/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A metric of the user's, or of Beam's.
 *
 * @param kind counter, distribution, gauge or set
 * @param transform the full name of the transform
 * @param namespace the namespace of the metric
 * @param name its name
 * @param attempted its value, of a distribution count, sum, min, max and mean
 * @param committed the same of what has been committed, null if that is not known
 */
record MetricView(
    String kind,
    String transform,
    String namespace,
    String name,
    Object attempted,
    @Nullable Object committed) {

  static List<MetricView> of(MetricResults results) {
    MetricQueryResults all = results.allMetrics();
    List<MetricView> views = new ArrayList<>();
    all.getCounters()
        .forEach(
            each -> views.add(of("counter", each, each.getAttempted(), each.getCommittedOrNull())));
    all.getDistributions()
        .forEach(
            each ->
                views.add(
                    of(
                        "distribution",
                        each,
                        numbers(each.getAttempted()),
                        each.getCommittedOrNull() == null
                            ? null
                            : numbers(each.getCommittedOrNull()))));
    all.getGauges()
        .forEach(
            each ->
                views.add(
                    of(
                        "gauge",
                        each,
                        each.getAttempted().getValue(),
                        each.getCommittedOrNull() == null
                            ? null
                            : each.getCommittedOrNull().getValue())));
    all.getStringSets()
        .forEach(
            each ->
                views.add(
                    of(
                        "set",
                        each,
                        each.getAttempted().getStringSet(),
                        each.getCommittedOrNull() == null
                            ? null
                            : each.getCommittedOrNull().getStringSet())));
    views.sort(
        Comparator.comparing(MetricView::transform)
            .thenComparing(MetricView::namespace)
            .thenComparing(MetricView::name));
    return views;
  }

  private static MetricView of(
      String kind, MetricResult<?> result, Object attempted, @Nullable Object committed) {
    String step = result.getKey().stepName();
    return new MetricView(
        kind,
        step == null ? "" : step,
        result.getName().getNamespace(),
        result.getName().getName(),
        attempted,
        committed);
  }

  // Of none there is no least, no greatest and no mean.
  private static Map<String, Object> numbers(DistributionResult result) {
    return result.getCount() == 0
        ? Map.of("count", 0L, "sum", 0L)
        : Map.of(
            "count", result.getCount(),
            "sum", result.getSum(),
            "min", result.getMin(),
            "max", result.getMax(),
            "mean", result.getMean());
  }
}
