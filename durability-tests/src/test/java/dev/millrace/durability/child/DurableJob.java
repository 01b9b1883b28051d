/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.child;

import dev.millrace.durability.scenario.Scenario;
import dev.millrace.durability.scenario.Scenarios;
import java.util.Arrays;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** The program that is killed: runs some scenarios as one pipeline. */
public final class DurableJob {
  /** What is printed when the pipeline begins to run. */
  public static final String RUNS = "The pipeline runs";

  /** What is printed, before a scenario and a number, for how many results have been counted. */
  public static final String COUNTED = "Counted: ";

  private DurableJob() {}

  /** Runs the scenarios that are named by the first argument, with the others as options. */
  public static void main(String[] args) {
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(Arrays.copyOfRange(args, 1, args.length))
            .withValidation()
            .create();
    Pipeline pipeline = Pipeline.create(options);
    for (Scenario scenario : Scenarios.named(args[0])) {
      scenario.addTo(pipeline);
    }
    System.out.println(RUNS);
    PipelineResult result = pipeline.run();
    for (MetricResult<Long> counter :
        result
            .metrics()
            .queryMetrics(MetricsFilter.builder().addNameFilter(Results.COUNTERS).build())
            .getCounters()) {
      System.out.println(COUNTED + counter.getName().getName() + " " + counter.getCommitted());
    }
    Moment.ENDED.reached();
    // As threads of libraries may outlive what they served.
    System.exit(0);
  }
}
