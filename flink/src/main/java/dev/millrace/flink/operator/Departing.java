/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import dev.millrace.flink.exchange.ElementSerializer;
import dev.millrace.flink.exchange.ElementType;
import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.plan.SeparateSources;
import dev.millrace.flink.plan.StageCode;
import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the elements of one edge leave an operator: the first edge by the output that each operator
 * has, others by side outputs.
 */
public final class Departing {
  private final @Nullable OutputTag<StageElement> tag;
  private final StreamRecord<StageElement> record = new StreamRecord<>(null);

  private Departing(@Nullable OutputTag<StageElement> tag) {
    this.tag = tag;
  }

  /** Those of a stage. */
  static List<Departing> of(StageCode code) {
    List<Departing> all = new ArrayList<>();
    for (int i = 0; i < code.departures().size(); i++) {
      all.add(new Departing(i == 0 ? null : tag(code, i)));
    }
    return all;
  }

  /** The side output of departure {@code departure}, which is not the first. */
  public static OutputTag<StageElement> tag(StageCode code, int departure) {
    return new OutputTag<>("departure-" + departure, type(code, departure));
  }

  /** What leaves by departure {@code departure}. */
  public static ElementType type(StageCode code, int departure) {
    Edge edge = code.departures().get(departure).edge();
    CollectionSpec collection = code.slice().collection(edge.consumed());
    return new ElementType(
        new ElementSerializer(
            collection.coder(),
            collection.windowing().getWindowFn().windowCoder(),
            edge.exchange() instanceof Exchange.ByKey byKey ? byKey.keyCoder() : null,
            SeparateSources.isSource(code.stage())));
  }

  void emit(Output<StreamRecord<StageElement>> output, StageElement element) {
    record.replace(element);
    if (tag == null) {
      output.collect(record);
    } else {
      output.collect(tag, record);
    }
  }
}
