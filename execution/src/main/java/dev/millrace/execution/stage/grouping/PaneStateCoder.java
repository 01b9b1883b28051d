/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/** The coder of {@link PaneState}s. */
public final class PaneStateCoder extends StructuredCoder<PaneState> {
  private static final long serialVersionUID = 1L;

  private final Coder<Object> accumulators;

  /** A coder for states with accumulators that {@code accumulators} codes. */
  public PaneStateCoder(Coder<Object> accumulators) {
    this.accumulators = NullableCoder.of(accumulators);
  }

  @Override
  public void encode(PaneState pane, OutputStream out) throws IOException {
    accumulators.encode(pane.accumulator, out);
    BooleanCoder.of().encode(pane.filled, out);
    VarLongCoder.of().encode(pane.elements, out);
    VarLongCoder.of().encode(pane.due, out);
    VarLongCoder.of().encode(pane.elementHold, out);
    VarLongCoder.of().encode(pane.expiryHold, out);
    VarLongCoder.of().encode(pane.fired, out);
    VarLongCoder.of().encode(pane.nonSpeculative, out);
    VarIntCoder.of().encode(pane.timing.ordinal(), out);
    BooleanCoder.of().encode(pane.pastEnd, out);
    BooleanCoder.of().encode(pane.closed, out);
  }

  @Override
  public PaneState decode(InputStream in) throws IOException {
    PaneState pane = new PaneState();
    pane.accumulator = accumulators.decode(in);
    pane.filled = BooleanCoder.of().decode(in);
    pane.elements = VarLongCoder.of().decode(in);
    pane.due = VarLongCoder.of().decode(in);
    pane.elementHold = VarLongCoder.of().decode(in);
    pane.expiryHold = VarLongCoder.of().decode(in);
    pane.fired = VarLongCoder.of().decode(in);
    pane.nonSpeculative = VarLongCoder.of().decode(in);
    pane.timing = Timing.values()[VarIntCoder.of().decode(in)];
    pane.pastEnd = BooleanCoder.of().decode(in);
    pane.closed = BooleanCoder.of().decode(in);
    return pane;
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(accumulators);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    verifyDeterministic(this, "Accumulators must be deterministic", accumulators);
  }
}
