/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.junit.jupiter.api.Test;

class TaskProgressTest {
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private final StateImage image = new StateImage();

  private static Stage stage(String... transforms) {
    return stage(0, transforms);
  }

  private static Stage stage(int id, String... transforms) {
    List<OperatorSpec> operators =
        Stream.of(transforms)
            .<OperatorSpec>map(name -> new OperatorSpec.PlayTestStream(name, List.of(), 0))
            .toList();
    return new Stage(id, "stage", operators, true);
  }

  private void captured(Stage stage, int instance, long input, long output, boolean cutShort) {
    new TaskProgress(input, output, cutShort).capture(stage, instance, image);
  }

  private TaskProgress restored(Stage stage) {
    return TaskProgress.restored(stage, RestoredState.of(image, 0, 1, 128));
  }

  @Test
  void aStageBeginsWhereItsSlowestInstanceWas() {
    Stage stage = stage("A", "B");
    captured(stage, 0, 30, 20, false);
    captured(stage, 1, 25, 22, false);
    captured(stage, 2, 40, 35, true);

    assertEquals(new TaskProgress(25, 20, true), restored(stage));
  }

  @Test
  void anewItBeginsAtTheBeginning() {
    assertEquals(new TaskProgress(MIN, MIN, false), restored(stage("A")));
    assertEquals(
        new TaskProgress(MIN, MIN, false),
        TaskProgress.restored(stage("A"), RestoredState.nothing()));
  }

  @Test
  void aStageWithoutOperatorsGoesByItsName() {
    captured(stage(), 0, 3, 2, false);
    assertEquals(new TaskProgress(3, 2, false), restored(stage()));
  }

  @Test
  void whenStagesAreFusedThenTheOutputIsThatOfTheSlowest() {
    captured(stage("A"), 0, 30, 20, false);
    captured(stage("B"), 0, 15, 10, false);

    assertEquals(new TaskProgress(30, 10, false), restored(stage("A", "B")));
  }

  @Test
  void whenAStageIsSplitThenTheLaterHalfHasGotWhatTheWholeHasSent() {
    captured(stage("A", "B"), 0, 30, 20, false);

    assertEquals(new TaskProgress(30, 20, false), restored(stage("A")));
    assertEquals(new TaskProgress(20, 20, false), restored(stage("B")));
  }

  @Test
  void partsOfATransformInSeveralStagesBeginWhereTheSlowestWas() {
    captured(stage(1, "B"), 0, 20, 10, false);
    captured(stage(0, "A", "B"), 0, 30, 20, false);

    assertEquals(new TaskProgress(20, 10, false), restored(stage(1, "B")));
    assertEquals(new TaskProgress(30, 10, false), restored(stage(0, "A", "B")));
  }

  @Test
  void whenATransformIsPutInFrontThenTheStageBeginsWhereTheNextWas() {
    captured(stage("B"), 0, 30, 20, false);

    assertEquals(new TaskProgress(30, 20, false), restored(stage("New", "B", "AlsoNew")));
  }
}
