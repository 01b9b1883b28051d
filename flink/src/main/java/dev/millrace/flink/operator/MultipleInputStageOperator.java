/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.plan.StageCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.api.operators.MultipleInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** A stage with any inputs: first those of its edges, then those of the views that it reads. */
final class MultipleInputStageOperator extends StageOperator
    implements MultipleInputStreamOperator<StageElement>, BoundedMultiInput {
  private final int edges;
  private final int inputs;

  MultipleInputStageOperator(
      StreamOperatorParameters<StageElement> parameters, StageCode code, int views) {
    super(parameters, code, code.inputs().size() + views);
    this.edges = code.inputs().size();
    this.inputs = edges + views;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink has it
  public List<Input> getInputs() {
    List<Input> all = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      all.add(i < edges ? new EdgeInput(i) : new ViewInput());
    }
    return all;
  }

  // Flink counts inputs from 1.
  @Override
  public void endInput(int inputId) throws Exception {
    if (inputId <= edges) {
      inputEnd(inputId - 1);
    }
  }

  private final class EdgeInput implements Input<StageElement> {
    private final int input;

    EdgeInput(int input) {
      this.input = input;
    }

    @Override
    public void processElement(StreamRecord<StageElement> record) throws Exception {
      inputElement(input, record.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
      inputWatermark(input, mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
      inputStatus(input, status);
    }

    @Override
    public void processLatencyMarker(LatencyMarker marker) {
      reportOrForwardLatencyMarker(marker);
    }

    @Override
    public void setKeyContextElement(StreamRecord<StageElement> record) {}
  }

  /** Brings what is told of views, watermarks included. Flink's own are none of its concern. */
  private final class ViewInput implements Input<byte[]> {
    @Override
    public void processElement(StreamRecord<byte[]> record) throws Exception {
      viewMessage(record.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void processLatencyMarker(LatencyMarker marker) {}

    @Override
    public void setKeyContextElement(StreamRecord<byte[]> record) {}
  }
}
