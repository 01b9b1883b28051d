/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Builds graphs of fake stages. A stage produces one collection, whose number is the stage's; an
 * edge leaves it as it is.
 */
final class Graphs {
  static final Exchange FORWARD = new Exchange.Forward();
  static final Exchange REBALANCE = new Exchange.Rebalance();
  static final Exchange GATHER = new Exchange.Gather();
  static final Exchange BY_KEY = new Exchange.ByKey(VarIntCoder.of());

  private final List<Stage> stages = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<Integer, Supplier<? extends FakeStage>> makers = new HashMap<>();

  /** A stage with as many instances as the job's parallelism. */
  int stage(String name, Supplier<? extends FakeStage> maker) {
    return add(name, true, List.of(), maker);
  }

  /** A stage as above, with an operator that is only there for the host to see. */
  int stage(String name, OperatorSpec operator, Supplier<? extends FakeStage> maker) {
    return add(name, true, List.of(operator), maker);
  }

  /** A stage with one instance. */
  int single(String name, Supplier<? extends FakeStage> maker) {
    return add(name, false, List.of(), maker);
  }

  /** A stage with one instance and these operators, which are only there for the host to see. */
  int single(String name, OperatorSpec operator, Supplier<? extends FakeStage> maker) {
    return add(name, false, List.of(operator), maker);
  }

  private int add(
      String name,
      boolean parallel,
      List<OperatorSpec> operators,
      Supplier<? extends FakeStage> maker) {
    int id = stages.size();
    stages.add(new Stage(id, name, operators, parallel));
    makers.put(id, maker);
    return id;
  }

  Graphs edge(int from, int to, Exchange exchange) {
    edges.add(new Edge(from, from, to, from, exchange));
    return this;
  }

  /** A chain of edges of one kind. */
  Graphs chain(Exchange exchange, int... ids) {
    for (int i = 1; i < ids.length; i++) {
      edge(ids[i - 1], ids[i], exchange);
    }
    return this;
  }

  StageGraph graph() {
    Map<Integer, CollectionSpec> collections = new HashMap<>();
    for (Stage stage : stages) {
      collections.put(
          stage.id(),
          new CollectionSpec(
              stage.id(),
              "output of " + stage.name(),
              new NumbersAndOthers(),
              WindowingStrategy.globalDefault(),
              true));
    }
    return new StageGraph(stages, edges, collections, List.of());
  }

  StageInstance create(Stage stage) {
    return makers.get(stage.id()).get().outputTo(List.of(stage.id()));
  }

  EmbeddedJob start(JobSettings settings) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setJobName("test");
    return EmbeddedJob.start(graph(), settings, options, this::create);
  }

  EmbeddedJob start(JobSettings settings, Durability durability) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setJobName("test");
    return EmbeddedJob.start(graph(), settings, options, this::create, durability);
  }

  /** Codes whatever fake stages emit, numbers quickly. */
  private static final class NumbersAndOthers extends CustomCoder<Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
      boolean isNumber = value instanceof Integer;
      out.write(isNumber ? 1 : 0);
      if (isNumber) {
        VarIntCoder.of().encode((Integer) value, out);
      } else {
        SerializableCoder.of(Serializable.class).encode((Serializable) value, out);
      }
    }

    @Override
    public Object decode(InputStream in) throws IOException {
      return in.read() == 1
          ? VarIntCoder.of().decode(in)
          : SerializableCoder.of(Serializable.class).decode(in);
    }
  }
}
