/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Key;
import java.util.Objects;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the timers of one transform, family, id and time domain have in common. */
record TimerName(String transform, String family, String id, TimeDomain domain) {

  /** A hash of the timer of this name that {@code key} has in a namespace with that hash. */
  int hash(@Nullable Key key, int namespaceHash) {
    int hash = 31 * Objects.hashCode(key) + namespaceHash;
    return 31 * hash + id.hashCode();
  }
}
