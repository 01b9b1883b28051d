/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.plan.StageCode;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A stage that reads, as a source of Flink. */
public final class StageSource implements Source<StageElement, SplitState, Hand> {
  private static final long serialVersionUID = 1L;

  private final StageCode code;

  /** The stage of {@code code}, which has no inputs. */
  public StageSource(StageCode code) {
    this.code = code;
  }

  @Override
  public Boundedness getBoundedness() {
    return code.stage().readsUnbounded()
        ? Boundedness.CONTINUOUS_UNBOUNDED
        : Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<StageElement, SplitState> createReader(SourceReaderContext context) {
    return new StageReader(code, context);
  }

  @Override
  public SplitEnumerator<SplitState, Hand> createEnumerator(
      SplitEnumeratorContext<SplitState> context) {
    return new StageEnumerator(context, null);
  }

  @Override
  public SplitEnumerator<SplitState, Hand> restoreEnumerator(
      SplitEnumeratorContext<SplitState> context, @Nullable Hand hand) {
    return new StageEnumerator(context, hand);
  }

  @Override
  public SimpleVersionedSerializer<SplitState> getSplitSerializer() {
    return new SplitStateSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Hand> getEnumeratorCheckpointSerializer() {
    return new HandSerializer();
  }
}
