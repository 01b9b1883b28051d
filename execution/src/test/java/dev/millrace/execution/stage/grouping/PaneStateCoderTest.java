/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class PaneStateCoderTest {
  @SuppressWarnings({"unchecked", "rawtypes"}) // accumulators are objects to those who keep them
  private static final PaneStateCoder CODER =
      new PaneStateCoder((Coder<Object>) (Coder) StringUtf8Coder.of());

  private static PaneState decoded(PaneState pane) throws CoderException {
    return CoderUtils.clone(CODER, pane);
  }

  @Test
  void whatIsToComeIsKept() throws Exception {
    PaneState pane = new PaneState();
    pane.add("first");
    pane.add("second");
    pane.due(17);
    pane.elementHold = 5;
    pane.expiryHold = 6;

    PaneState decoded = decoded(pane);

    assertEquals("second", decoded.accumulator());
    assertEquals(true, decoded.filled());
    assertEquals(2, decoded.elements());
    assertEquals(17, decoded.due());
    assertEquals(5, decoded.elementHold);
    assertEquals(6, decoded.expiryHold);
    assertEquals(Timing.EARLY, decoded.next(false, false, false).getTiming());
  }

  @Test
  void whatHasFiredIsKept() throws Exception {
    PaneState pane = new PaneState();
    pane.add("first");
    pane.trigger(true);
    pane.emitted(pane.next(false, true, false));
    pane.beginPane(true);
    pane.close();

    PaneState decoded = decoded(pane);

    assertEquals(null, decoded.accumulator());
    assertEquals(false, decoded.filled());
    assertEquals(true, decoded.pastEnd());
    assertEquals(true, decoded.closed());
    assertEquals(pane.next(true, true, true), decoded.next(true, true, true));
  }
}
