/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Pace;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Generated streams. */
final class Sources {
  private final StreamExecutionEnvironment flink;

  Sources(StreamExecutionEnvironment flink) {
    this.flink = flink;
  }

  /** The first {@code count} elements, without times. */
  <T> DataStream<T> untimed(long count, MapFunction<Long, T> elements, TypeInformation<T> type) {
    return flink
        .fromSource(
            new NumberSequenceSource(0, count - 1), WatermarkStrategy.noWatermarks(), "read")
        .map(elements)
        .returns(type);
  }

  /**
   * The first {@code count} elements, each at its time. Both halves of the source are at the same
   * time all along, one with the even indices and one with the odd ones.
   */
  <T> DataStream<T> timed(long count, MapFunction<Long, T> elements, TypeInformation<T> type) {
    long half = (count + 1) / 2;
    return flink
        .fromSource(
            new NumberSequenceSource(0, count - 1),
            WatermarkStrategy.<Long>forMonotonousTimestamps()
                .withTimestampAssigner((number, x) -> Data.millis(index(number, half))),
            "read")
        .map(number -> elements.map(index(number, half)))
        .returns(type);
  }

  /** Elements of a pace, each when it is due. */
  DataStream<Long> paced(long count, long run) {
    long half = (count + 1) / 2;
    return untimed(
        count,
        number -> {
          long index = index(number, half);
          long due = Pace.dueNanos(run, index);
          for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
          }
          return Pace.element(run, index, count);
        },
        Types.LONG);
  }

  private static long index(long number, long half) {
    return number < half ? number * 2 : (number - half) * 2 + 1;
  }
}
