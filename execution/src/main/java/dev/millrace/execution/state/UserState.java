/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.StateDeclaration;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;

/**
 * The state of one user function: one object per state id, made once and moved from key to key.
 *
 * <p>A state object is on the key and window of the latest {@link #target}. Reads that it defers
 * ({@code isEmpty()}, {@code get(key)} and so on) are on those of the moment they were asked for,
 * and see what is there when they are read. Writes happen at once, also those of {@code
 * addIfAbsent} and {@code computeIfAbsent}.
 */
public final class UserState {
  private final Target target = new Target();
  private final Map<String, State> states = new HashMap<>();

  /**
   * The states that {@code specs} declare, on no key yet.
   *
   * @param context options and side inputs, for combine functions that want them
   */
  public UserState(KeyedState state, Map<String, StateSpec<?>> specs, StateContext<?> context) {
    // Users cannot declare watermark holds, so nobody looks at these.
    StateViews views = new StateViews(state, new KeyedHolds(new Holds(), false), target, context);
    // Calls ask by constants, which are told to be equal to interned names at a glance.
    specs.forEach((id, spec) -> states.put(id.intern(), spec.bind(id, views)));
  }

  /** The states that {@code fn} declares, on no key yet. */
  public static UserState of(DoFn<?, ?> fn, KeyedState state, StateContext<?> context) {
    Map<String, StateSpec<?>> specs = new HashMap<>();
    for (StateDeclaration declaration :
        DoFnSignatures.signatureForDoFn(fn).stateDeclarations().values()) {
      specs.put(declaration.id(), DoFnSignatures.getStateSpecOrThrow(declaration, fn));
    }
    return new UserState(state, specs, context);
  }

  /** Moves all states to {@code key} and {@code namespace}. Takes the same time however many. */
  public void target(Key key, Namespace namespace) {
    target.move(key, namespace);
  }

  /**
   * The key that the states are on.
   *
   * @throws IllegalStateException if they are on none yet
   */
  public Key key() {
    return target.key();
  }

  /**
   * The namespace that the states are on.
   *
   * @throws IllegalStateException if they are on none yet
   */
  public Namespace namespace() {
    return target.namespace();
  }

  /**
   * The state called {@code id}: the same object each time.
   *
   * @throws IllegalArgumentException if none was declared
   */
  public State state(String id) {
    State state = states.get(id);
    if (state == null) {
      throw new IllegalArgumentException(
          "State " + id + " is not declared; declared are " + states.keySet());
    }
    return state;
  }

  /** Clears all states of all keys in {@code namespace}. */
  public void clear(Namespace namespace) {
    // Users cannot declare watermark holds, so that every state is its table and nothing else.
    states.values().forEach(state -> ((StateView<?>) state).table().clear(namespace));
  }

  /** Clears all states at the target. */
  public void clear() {
    states.values().forEach(State::clear);
  }
}
