/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import static java.util.Objects.requireNonNull;

import dev.millrace.flink.exchange.ElementType;
import dev.millrace.flink.exchange.KeyHash;
import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.operator.Departing;
import dev.millrace.flink.operator.StageTransformations;
import dev.millrace.flink.operator.StageTransformations.Arrival;
import dev.millrace.flink.plan.SeparateSources;
import dev.millrace.flink.plan.StageCode;
import dev.millrace.flink.plan.StageSettings;
import dev.millrace.flink.source.StageSource;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Makes Flink's operators of the stages of a graph, and connects them. Used once. */
final class FlinkTopology {
  private final StageGraph graph;
  private final StreamExecutionEnvironment environment;
  private final StageSettings settings;
  private final SerializablePipelineOptions options;
  private final Map<Integer, StageCode> codes = new HashMap<>();
  private final Map<String, Integer> uids = new HashMap<>();
  private final Map<Edge, DataStream<StageElement>> streams = new HashMap<>();
  private final Map<String, DataStream<byte[]>> views = new HashMap<>();

  FlinkTopology(
      StageGraph graph,
      StreamExecutionEnvironment environment,
      StageSettings settings,
      SerializablePipelineOptions options) {
    this.graph = graph;
    this.environment = environment;
    this.settings = settings;
    this.options = options;
  }

  /** Adds all operators to the environment. */
  void build() {
    for (Stage stage : graph.stages()) {
      StageCode code = StageCode.of(graph, stage, settings, options);
      codes.put(stage.id(), code);
      DataStream<StageElement> made =
          SeparateSources.isSource(stage) ? source(code) : operator(code);
      for (int i = 0; i < code.departures().size(); i++) {
        streams.put(
            code.departures().get(i).edge(),
            i == 0 ? made : StageTransformations.sideOutput(made, Departing.tag(code, i)));
      }
      for (PCollectionView<?> view : code.published()) {
        views.put(StageCode.tag(view), StageTransformations.views(made));
      }
    }
  }

  private int parallelism(Stage stage) {
    return stage.parallel() ? environment.getParallelism() : 1;
  }

  private DataStream<StageElement> source(StageCode code) {
    Stage stage = code.stage();
    DataStream<StageElement> stream =
        environment
            .fromSource(
                new StageSource(code), WatermarkStrategy.noWatermarks(), stage.name(), type(code))
            .setParallelism(parallelism(stage))
            .uid(uid(stage));
    // Else one that nobody reads would not run at all.
    environment.addOperator(stream.getTransformation());
    return stream;
  }

  // Some transforms are in several stages.
  private String uid(Stage stage) {
    String head = StageCode.head(stage);
    int number = uids.merge(head, 1, Integer::sum);
    return number == 1 ? head : head + "#" + number;
  }

  /** What leaves by the first departure; of a stage that nothing leaves, nothing in particular. */
  private static ElementType type(StageCode code) {
    return code.departures().isEmpty() ? ElementType.NONE : Departing.type(code, 0);
  }

  private DataStream<StageElement> operator(StageCode code) {
    Stage stage = code.stage();
    List<Arrival> arrivals = new ArrayList<>();
    for (Edge edge : code.inputs()) {
      arrivals.add(arrival(edge, stage));
    }
    List<DataStream<byte[]>> read = new ArrayList<>();
    Set<String> tags = new LinkedHashSet<>();
    code.read().forEach(view -> tags.add(StageCode.tag(view)));
    Set<DataStream<byte[]>> publishers = new LinkedHashSet<>();
    for (String tag : tags) {
      publishers.add(requireNonNull(views.get(tag)));
    }
    publishers.forEach(publisher -> read.add(publisher.broadcast()));
    return StageTransformations.add(
        environment, code, uid(stage), type(code), parallelism(stage), arrivals, read);
  }

  private Arrival arrival(Edge edge, Stage consumer) {
    DataStream<StageElement> stream = requireNonNull(streams.get(edge));
    int producers = stream.getParallelism();
    int consumers = parallelism(consumer);
    if (edge.exchange() instanceof Exchange.ByKey) {
      return new Arrival(stream.keyBy(new KeyHash(), Types.INT), true);
    }
    if (edge.exchange() instanceof Exchange.Gather) {
      return new Arrival(stream.global(), false);
    }
    return new Arrival(
        edge.exchange() instanceof Exchange.Forward && producers == consumers
            ? stream.forward()
            : stream.rebalance(),
        false);
  }
}
