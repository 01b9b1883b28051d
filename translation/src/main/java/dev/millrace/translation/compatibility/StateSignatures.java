/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.compatibility.form.CoderForms;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.transforms.Combine;

/** The signature of each kind of state that users declare. */
final class StateSignatures implements StateSpec.Cases<StateSignature> {
  private final CoderForms coders;

  StateSignatures(CoderForms coders) {
    this.coders = coders;
  }

  @Override
  public StateSignature dispatchValue(Coder<?> valueCoder) {
    return of("value", CoderRole.VALUE, valueCoder);
  }

  @Override
  public StateSignature dispatchBag(Coder<?> elementCoder) {
    return of("bag", CoderRole.ELEMENT, elementCoder);
  }

  @Override
  public StateSignature dispatchOrderedList(Coder<?> elementCoder) {
    return of("ordered list", CoderRole.ELEMENT, elementCoder);
  }

  @Override
  public StateSignature dispatchCombining(
      Combine.CombineFn<?, ?, ?> combineFn, Coder<?> accumCoder) {
    return of("combining", CoderRole.ACCUMULATOR, accumCoder);
  }

  @Override
  public StateSignature dispatchMap(Coder<?> keyCoder, Coder<?> valueCoder) {
    return of("map", CoderRole.MAP_KEY, keyCoder).and(CoderRole.VALUE, coders.of(valueCoder));
  }

  @Override
  public StateSignature dispatchSet(Coder<?> elementCoder) {
    return of("set", CoderRole.MEMBER, elementCoder);
  }

  @Override
  public StateSignature dispatchMultimap(Coder<?> keyCoder, Coder<?> valueCoder) {
    return of("multimap", CoderRole.MAP_KEY, keyCoder).and(CoderRole.VALUE, coders.of(valueCoder));
  }

  private StateSignature of(String kind, CoderRole role, Coder<?> coder) {
    return StateSignature.of(kind, role, coders.of(coder));
  }
}
