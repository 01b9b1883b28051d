/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.watermark.KeyedHolds;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContext;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The state of runners-core over a host's tables, one key at a time.
 *
 * <p>States are bound to the key of the moment: those obtained before another call of {@link #key}
 * stay on their key. State tags are told apart by id and by being a system tag or not; two tags
 * with the same id must therefore have equal specifications, as runners-core demands too.
 *
 * <p>Watermark holds are kept in the tables and in {@link KeyedHolds}. They have to be cleared as
 * state, not by clearing a table.
 */
public final class TableStateInternals implements StateInternals {
  /** How the ids begin of what runners-core keeps for itself. */
  static final String SYSTEM = "s/";

  private static final String USER = "u/";

  private final KeyedState state;
  private final KeyedHolds holds;
  private final Map<String, StateView<?>> systemViews = new HashMap<>();
  private final Map<String, StateView<?>> userViews = new HashMap<>();
  private @Nullable Key key;

  // Callers ask for several states of one window in a row, by the same namespace object.
  private @Nullable StateNamespace latestNamespace;
  private @Nullable Namespace latest;

  /** State in {@code state}, on no key yet. */
  public TableStateInternals(KeyedState state, KeyedHolds holds) {
    this.state = state;
    this.holds = holds;
  }

  /** Moves on to {@code newKey}. */
  public void key(Key newKey) {
    key = newKey;
  }

  @Override
  public @Nullable Object getKey() {
    return currentKey().value();
  }

  @Override
  @SuppressWarnings("unchecked") // what the tag's own specification binds is of the tag's type
  public <T extends State> T state(
      StateNamespace namespace, StateTag<T> address, StateContext<?> context) {
    boolean system = StateTags.isSystemTagInternal(address);
    Map<String, StateView<?>> views = system ? systemViews : userViews;
    Target target = new Target(currentKey(), translated(namespace));
    StateView<?> view = views.get(address.getId());
    if (view != null) {
      return (T) view.at(target, context);
    }
    StateViews binder = new StateViews(state, holds, target, context);
    T bound = address.getSpec().bind((system ? SYSTEM : USER) + address.getId(), binder);
    views.put(address.getId(), (StateView<?>) bound);
    return bound;
  }

  private Key currentKey() {
    if (key == null) {
      throw new IllegalStateException("State is accessed outside of any key");
    }
    return key;
  }

  private Namespace translated(StateNamespace namespace) {
    Namespace known = latest;
    if (known != null && namespace == latestNamespace) {
      return known;
    }
    Namespace translated = Namespaces.fromBeam(namespace);
    latestNamespace = namespace;
    latest = translated;
    return translated;
  }
}
