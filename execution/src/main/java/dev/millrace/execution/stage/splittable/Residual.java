/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * What remains of a restriction.
 *
 * @param element the element with the restriction that remains
 * @param watermark the watermark in milliseconds of the outputs that are still to come
 * @param resume the processing time in milliseconds after which it is to go on; {@link #AT_ONCE}
 * @param truncated whether the restriction has been truncated for a drain
 */
record Residual(WindowedValue<?> element, long watermark, long resume, boolean truncated) {
  /** Before all times. */
  static final long AT_ONCE = Long.MIN_VALUE;

  /** Codes residuals whose elements {@code elementCoder} codes. */
  static final class ResidualCoder extends CustomCoder<Residual> {
    private static final long serialVersionUID = 1L;

    private final Coder<WindowedValue<?>> elementCoder;

    @SuppressWarnings("unchecked") // the coder is given elements of its own type
    ResidualCoder(Coder<?> elementCoder) {
      this.elementCoder = (Coder<WindowedValue<?>>) elementCoder;
    }

    @Override
    public void encode(Residual residual, OutputStream out) throws IOException {
      elementCoder.encode(residual.element, out);
      VarLongCoder.of().encode(residual.watermark, out);
      VarLongCoder.of().encode(residual.resume, out);
      BooleanCoder.of().encode(residual.truncated, out);
    }

    @Override
    public Residual decode(InputStream in) throws IOException {
      return new Residual(
          elementCoder.decode(in),
          VarLongCoder.of().decode(in),
          VarLongCoder.of().decode(in),
          BooleanCoder.of().decode(in));
    }
  }
}
