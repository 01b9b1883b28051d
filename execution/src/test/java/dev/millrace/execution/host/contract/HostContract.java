/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Instant;

/**
 * A job of three stages: a source that plays a script, one instance or several that are under test,
 * and a sink that notes what comes to it.
 */
abstract class HostContract {
  static final int PLAIN = 0;
  static final int KEYED = 1;
  static final int OUTPUT = 2;
  static final int UNREAD = 3;
  static final String TRANSFORM = "Tested";

  private static final Stage SOURCE =
      new Stage(
          0, "source", List.of(new OperatorSpec.PlayTestStream("source", List.of(), -1)), false);
  private static final Stage SINK = new Stage(2, "sink", List.of(), false);

  final ScriptedSource source = new ScriptedSource();
  final List<String> calls = RecordingInstance.calls();
  final List<String> sunk = RecordingInstance.calls();
  final PipelineOptions options = PipelineOptionsFactory.create();
  TestedHost.Job job;

  /** The host to test. */
  protected abstract TestedHost host();

  static WindowedValue<?> at(long millis, Object value) {
    return WindowedValues.of(value, new Instant(millis), GlobalWindow.INSTANCE, PaneInfo.NO_FIRING);
  }

  /** An element comes to whichever instance. */
  void element(long millis, String value) {
    act(host -> host.output(PLAIN).emit(at(millis, value)));
  }

  /** An element comes to the instance of its key. */
  void keyed(long millis, String key, String value) {
    act(host -> host.output(KEYED).emit(at(millis, KV.of(key, value))));
  }

  void watermark(long millis) {
    source.thenWatermark(millis);
  }

  void clock(long advance) {
    act(host -> host.advanceProcessingTime(advance));
  }

  /** Something happens, with everything at rest before and after. */
  void act(Consumer<StageHost> action) {
    source.then(action);
  }

  private static final Map<Integer, CollectionSpec> COLLECTIONS =
      Map.of(
          PLAIN, collection(PLAIN, StringUtf8Coder.of()),
          KEYED, collection(KEYED, KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of())),
          OUTPUT, collection(OUTPUT, SerializableCoder.of(Serializable.class)));

  private static CollectionSpec collection(int id, Coder<?> coder) {
    return new CollectionSpec(
        id, "collection " + id, coder, WindowingStrategy.globalDefault(), true);
  }

  void run(Supplier<StageInstance> tested) throws Exception {
    run(1, tested);
  }

  void run(int parallelism, Supplier<StageInstance> tested) throws Exception {
    Stage stage = new Stage(1, "tested", List.of(), parallelism > 1);
    List<Edge> edges =
        List.of(
            new Edge(
                0,
                PLAIN,
                1,
                PLAIN,
                parallelism > 1 ? new Exchange.Rebalance() : new Exchange.Forward()),
            new Edge(0, KEYED, 1, KEYED, new Exchange.ByKey(StringUtf8Coder.of())),
            new Edge(
                1,
                OUTPUT,
                2,
                OUTPUT,
                parallelism > 1 ? new Exchange.Gather() : new Exchange.Forward()));
    start(
        new StageGraph(List.of(SOURCE, stage, SINK), edges, COLLECTIONS, List.of()),
        parallelism,
        tested);
    job.await();
  }

  private void start(StageGraph graph, int parallelism, Supplier<StageInstance> tested)
      throws Exception {
    job =
        host()
            .start(
                graph,
                parallelism,
                options,
                each ->
                    switch (each.id()) {
                      case 0 -> source;
                      case 1 -> tested.get();
                      default -> new RecordingInstance(sunk);
                    });
  }
}
