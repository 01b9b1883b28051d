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
 * What of a transform its state depends on.
 *
 * @param kind the kind of transform
 * @param properties what else there is to tell it by, by name, and may not change
 * @param path the way of grouping, empty if it groups nothing
 * @param coders the coders of what it keeps
 * @param windowing the parts of the windowing that decide over what it keeps, by name
 * @param states what it keeps by name: the user's states, and elements that wait
 * @param timers the time domains of the user's timers and timer families, by name
 */
record TransformSignature(
    TransformKind kind,
    SortedMap<String, String> properties,
    String path,
    SortedMap<CoderRole, CoderForm> coders,
    SortedMap<String, String> windowing,
    SortedMap<String, StateSignature> states,
    SortedMap<String, String> timers) {
  TransformSignature {
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    coders = Collections.unmodifiableSortedMap(new TreeMap<>(coders));
    windowing = Collections.unmodifiableSortedMap(new TreeMap<>(windowing));
    states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
    timers = Collections.unmodifiableSortedMap(new TreeMap<>(timers));
  }

  /** Elements that wait for a side input, as the name of a state. */
  static final String AWAITING_SIDE_INPUTS = "(elements that wait for side inputs)";

  /** Elements that wait to be sorted by time, as the name of a state. */
  static final String AWAITING_ORDER = "(elements that wait to be sorted by time)";

  /** Elements that wait for a checkpoint, as the name of a state. */
  static final String AWAITING_CHECKPOINT = "(elements that wait for a checkpoint)";

  /** What is known of a transform so far. */
  static final class Builder {
    private final TransformKind kind;
    private final SortedMap<String, String> properties = new TreeMap<>();
    private final SortedMap<CoderRole, CoderForm> coders = new TreeMap<>();
    private final SortedMap<String, String> windowing = new TreeMap<>();
    private final SortedMap<String, StateSignature> states = new TreeMap<>();
    private final SortedMap<String, String> timers = new TreeMap<>();
    private String path = "";

    Builder(TransformKind kind) {
      this.kind = kind;
    }

    TransformKind kind() {
      return kind;
    }

    Builder property(String name, String value) {
      properties.put(name, value);
      return this;
    }

    Builder path(String newPath) {
      path = newPath;
      return this;
    }

    Builder coder(CoderRole role, CoderForm coder) {
      coders.put(role, coder);
      return this;
    }

    Builder windowing(SortedMap<String, String> parts) {
      windowing.putAll(parts);
      return this;
    }

    Builder state(String name, StateSignature state) {
      states.put(name, state);
      return this;
    }

    Builder timer(String name, String domain) {
      timers.put(name, domain);
      return this;
    }

    TransformSignature build() {
      return new TransformSignature(kind, properties, path, coders, windowing, states, timers);
    }
  }
}
