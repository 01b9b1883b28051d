/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.compatibility.form.CoderForm;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One state of a transform, of the user's or of our own.
 *
 * @param kind what is in it, such as {@code value} or {@code bag}
 * @param coders its coders
 */
record StateSignature(String kind, SortedMap<CoderRole, CoderForm> coders) {
  StateSignature {
    coders = Collections.unmodifiableSortedMap(new TreeMap<>(coders));
  }

  static StateSignature of(String kind, CoderRole role, CoderForm coder) {
    SortedMap<CoderRole, CoderForm> coders = new TreeMap<>();
    coders.put(role, coder);
    return new StateSignature(kind, coders);
  }

  /** The same with one coder more. */
  StateSignature and(CoderRole role, CoderForm coder) {
    SortedMap<CoderRole, CoderForm> more = new TreeMap<>(coders);
    more.put(role, coder);
    return new StateSignature(kind, more);
  }
}
