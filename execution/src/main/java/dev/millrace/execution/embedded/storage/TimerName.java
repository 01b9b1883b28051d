/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the timers of one transform, family, id and time domain have in common. */
record TimerName(String transform, String family, String id, TimeDomain domain) {

  // Whoever sets a timer mostly keeps its name, so that it is the same object.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TimerName that
            && id.equals(that.id)
            && family.equals(that.family)
            && domain == that.domain
            && transform.equals(that.transform));
  }

  @Override
  public int hashCode() {
    return 31 * (31 * id.hashCode() + family.hashCode()) + domain.hashCode();
  }
}
