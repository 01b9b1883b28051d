/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential;

import static dev.millrace.differential.spec.Event.element;
import static dev.millrace.differential.spec.Event.processingTime;
import static dev.millrace.differential.spec.Event.watermark;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.differential.run.Comparison;
import dev.millrace.differential.spec.Event;
import dev.millrace.differential.spec.Event.Arrival;
import dev.millrace.differential.spec.Firing;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.differential.spec.Schedule;
import dev.millrace.differential.spec.Step;
import dev.millrace.differential.spec.Step.Behaviour;
import dev.millrace.differential.spec.Step.Combining;
import dev.millrace.differential.spec.Windowing;
import dev.millrace.differential.spec.Windows;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.junit.jupiter.api.Test;

/**
 * Disagreements that random pipelines found and in which the direct runner is wrong. Each test says
 * why, and holds both sides to what they do; random pipelines keep away from such places.
 */
class WrongOnDirectRunnerTest {

  /**
   * A timer holds the watermark at its output timestamp until it has fired, in processing time too:
   * what it puts out must not be late if the element that set it was not. The direct runner does
   * not hold it in the global window, and drops the output.
   */
  @Test
  void directRunnerDoesNotHoldTheWatermarkForProcessingTimeTimersOfTheGlobalWindow() {
    Comparison comparison =
        Comparison.of(
            RandomPipeline.of(
                Schedule.stream(
                    watermark(-12),
                    element("k", "v0", -12),
                    watermark(-10),
                    element("k", "v1", -3),
                    watermark(-4),
                    processingTime(7)),
                new Step.Into(Windowing.of(new Windows.Global(), new Firing.Default())),
                new Step.Stateful(Behaviour.DELAY),
                new Step.Into(Windowing.of(new Windows.Fixed(6, 0), new Firing.Default())),
                new Step.Group()));

    assertEquals(
        List.of("3.Group: k=[delayed[v0, v1]] at -12 in [-12, -6), pane 0/0 ON_TIME first last"),
        comparison.millrace().of(0).stream().filter(line -> line.startsWith("3.")).toList());
    assertEquals(
        List.of(),
        comparison.direct().of(0).stream().filter(line -> line.startsWith("3.")).toList());
  }

  /**
   * Late elements have no say in the timestamp of a pane. The direct runner combines before it
   * groups, if the trigger is the default, and takes the earliest timestamp of all for that of the
   * whole, which is late then.
   */
  @Test
  void directRunnerMakesElementsLateThatItCombinesWithLateOnes() {
    Comparison comparison =
        Comparison.of(
            RandomPipeline.of(
                Schedule.stream(
                    watermark(-4),
                    new Event.Elements(
                        List.of(new Arrival("k", "v0", -5), new Arrival("k", "v1", -4)))),
                new Step.Into(
                    Windowing.of(new Windows.Fixed(5, 0), new Firing.Default())
                        .timestamps(TimestampCombiner.EARLIEST)),
                new Step.Combine(Combining.GREATEST)));

    assertEquals(
        List.of("1.Combine: k=v1 at -4 in [-5, 0), pane 0/0 ON_TIME first last"),
        comparison.millrace().of(0));
    assertEquals(
        List.of("1.Combine: k=v1 at -1 in [-5, 0), pane 0/0 ON_TIME first last"),
        comparison.direct().of(0));
  }
}
