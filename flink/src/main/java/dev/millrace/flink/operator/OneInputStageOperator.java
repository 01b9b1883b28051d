/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.plan.StageCode;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** A stage with one input, which has no keys: Flink can chain it to what is before. */
final class OneInputStageOperator extends StageOperator
    implements OneInputStreamOperator<StageElement, StageElement>, BoundedOneInput {

  OneInputStageOperator(StreamOperatorParameters<StageElement> parameters, StageCode code) {
    super(parameters, code, 1);
  }

  @Override
  public void processElement(StreamRecord<StageElement> record) throws Exception {
    inputElement(0, record.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    inputWatermark(0, mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    inputStatus(0, status);
  }

  @Override
  public void processLatencyMarker(LatencyMarker marker) {
    reportOrForwardLatencyMarker(marker);
  }

  @Override
  public void endInput() throws Exception {
    inputEnd(0);
  }

  @Override
  public void setKeyContextElement(StreamRecord<StageElement> record) {}
}
