/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import dev.millrace.flink.exchange.ElementType;
import dev.millrace.flink.exchange.KeyHash;
import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.plan.StageCode;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.KeyedMultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.MultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.util.OutputTag;

/** Adds the operators of stages to a job. */
public final class StageTransformations {
  private StageTransformations() {}

  /**
   * What arrives by an edge.
   *
   * @param stream the elements, partitioned as they are to arrive
   * @param byKey whether that is by key
   */
  public record Arrival(DataStream<StageElement> stream, boolean byKey) {}

  /**
   * Adds the operator of a stage.
   *
   * @param uid names it in savepoints
   * @param arrivals what arrives by its edges
   * @param views what it is told of views
   * @return what leaves by its first departure
   */
  public static DataStream<StageElement> add(
      StreamExecutionEnvironment environment,
      StageCode code,
      String uid,
      ElementType type,
      int parallelism,
      List<Arrival> arrivals,
      List<DataStream<byte[]>> views) {
    Transformation<StageElement> made =
        arrivals.size() == 1 && views.isEmpty() && !arrivals.get(0).byKey
            ? oneInput(code, type, parallelism, arrivals.get(0))
            : inputs(code, type, parallelism, arrivals, views);
    made.setUid(uid);
    environment.addOperator(made);
    return new DataStream<>(environment, made);
  }

  private static Transformation<StageElement> oneInput(
      StageCode code, ElementType type, int parallelism, Arrival arrival) {
    return new OneInputTransformation<>(
        arrival.stream.getTransformation(),
        code.stage().name(),
        StageOperatorFactory.ofOneInput(code),
        type,
        parallelism);
  }

  private static Transformation<StageElement> inputs(
      StageCode code,
      ElementType type,
      int parallelism,
      List<Arrival> arrivals,
      List<DataStream<byte[]>> views) {
    StageOperatorFactory factory = StageOperatorFactory.ofInputs(code, views.size());
    String name = code.stage().name();
    if (arrivals.stream().noneMatch(Arrival::byKey)) {
      MultipleInputTransformation<StageElement> made =
          new MultipleInputTransformation<>(name, factory, type, parallelism);
      arrivals.forEach(arrival -> made.addInput(arrival.stream.getTransformation()));
      views.forEach(view -> made.addInput(view.getTransformation()));
      return made;
    }
    KeyedMultipleInputTransformation<StageElement> made =
        new KeyedMultipleInputTransformation<>(name, factory, type, parallelism, Types.INT);
    for (Arrival arrival : arrivals) {
      made.addInput(arrival.stream.getTransformation(), arrival.byKey ? new KeyHash() : null);
    }
    views.forEach(view -> made.addInput(view.getTransformation(), null));
    return made;
  }

  /** What leaves an operator by a side output. */
  public static <T> DataStream<T> sideOutput(DataStream<?> operator, OutputTag<T> tag) {
    return new DataStream<>(
        operator.getExecutionEnvironment(),
        new SideOutputTransformation<>(operator.getTransformation(), tag));
  }

  /** What an operator tells of the views that its stage publishes. */
  public static DataStream<byte[]> views(DataStream<?> operator) {
    return sideOutput(operator, ViewDeparture.TAG);
  }
}
