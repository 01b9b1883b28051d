/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import dev.millrace.flink.exchange.StageElement;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** Where what a stage tells of its views leaves its operator. */
public final class ViewDeparture {
  /** The side output. */
  public static final OutputTag<byte[]> TAG =
      new OutputTag<>("views", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final StreamRecord<byte[]> record = new StreamRecord<>(null);

  void emit(Output<StreamRecord<StageElement>> output, byte[] message) {
    record.replace(message);
    output.collect(TAG, record);
  }
}
