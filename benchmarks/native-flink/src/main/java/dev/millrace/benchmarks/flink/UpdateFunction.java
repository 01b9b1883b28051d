/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.state.UpdatedValue;
import dev.millrace.benchmarks.state.Updates;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Updates the value of each key, and emits the update. */
final class UpdateFunction extends KeyedProcessFunction<Long, Long, Long> {
  private static final long serialVersionUID = 1L;

  private final Updates updates;
  private transient ValueState<byte[]> value;

  UpdateFunction(Updates updates) {
    this.updates = updates;
  }

  @Override
  public void open(OpenContext context) {
    value =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "value", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  @Override
  public void processElement(Long update, Context context, Collector<Long> out) throws Exception {
    value.update(UpdatedValue.after(updates, update, value.value()));
    out.collect(update);
  }
}
