/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far a task has come in event time. It is written down for each transform of the stage, so
 * that stages that are fused otherwise find it. A stage begins where the slowest of the instances
 * had been: as to the input, of those that ran the first transform that there was, or a part of it
 * in another stage; as to the output, of those that ran any.
 *
 * @param inputWatermark in milliseconds
 * @param outputWatermark in milliseconds
 * @param cutShort whether a drain has cut its input or work short
 */
record TaskProgress(long inputWatermark, long outputWatermark, boolean cutShort) {
  private static final TaskProgress BEGINNING =
      new TaskProgress(
          BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis(),
          BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis(),
          false);

  private static List<String> transforms(Stage stage) {
    return stage.operators().isEmpty()
        ? List.of(stage.name())
        : stage.operators().stream().map(OperatorSpec::transform).toList();
  }

  /** Where a task of {@code stage} begins. */
  static TaskProgress restored(Stage stage, RestoredState from) {
    TaskProgress whole = null;
    for (String transform : transforms(stage)) {
      TaskProgress part = slowest(new StateId(transform, StateId.PROGRESS), from);
      if (part != null) {
        whole = whole == null ? part : whole.then(part);
      }
    }
    return whole == null ? BEGINNING : whole;
  }

  private static @Nullable TaskProgress slowest(StateId id, RestoredState from) {
    TaskProgress[] slowest = {null};
    from.forEachUngrouped(
        id,
        (group, key, value) -> {
          TaskProgress one = decoded(value);
          slowest[0] = slowest[0] == null ? one : slowest[0].and(one);
        });
    return slowest[0];
  }

  // What has come to a transform that was in another stage is not further than what has left it.
  private TaskProgress then(TaskProgress next) {
    return new TaskProgress(
        inputWatermark, Math.min(outputWatermark, next.outputWatermark), cutShort || next.cutShort);
  }

  private TaskProgress and(TaskProgress other) {
    return new TaskProgress(
        Math.min(inputWatermark, other.inputWatermark),
        Math.min(outputWatermark, other.outputWatermark),
        cutShort || other.cutShort);
  }

  private static TaskProgress decoded(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new TaskProgress(buffer.getLong(), buffer.getLong(), buffer.get() != 0);
  }

  /** Writes down how far instance {@code instance} of {@code stage} has come. */
  void capture(Stage stage, int instance, StateSink sink) {
    // What comes to a transform behind the first has passed those before it.
    long input = inputWatermark;
    // A transform may have parts in several stages.
    byte[] key = Bytes.concat(Ints.toByteArray(stage.id()), Ints.toByteArray(instance));
    for (String transform : transforms(stage)) {
      byte[] value =
          ByteBuffer.allocate(2 * Long.BYTES + 1)
              .putLong(input)
              .putLong(outputWatermark)
              .put((byte) (cutShort ? 1 : 0))
              .array();
      sink.put(new StateId(transform, StateId.PROGRESS), StateId.UNGROUPED, key, value);
      input = outputWatermark;
    }
  }
}
