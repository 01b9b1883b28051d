/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.plan.Offence;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.values.PCollection;

/** What the model demands of the input of a DoFn that works key by key. */
final class StatefulInput {
  private StatefulInput() {}

  /** Whether a DoFn with this signature must see all elements of a key in one place. */
  static boolean isRequiredBy(DoFnSignature signature) {
    return signature.usesState()
        || signature.usesTimers()
        || signature.onWindowExpiration() != null
        || signature.processElement().requiresTimeSortedInput();
  }

  /** Returns why a DoFn with this signature cannot process {@code input}, if it cannot. */
  static Optional<Offence> offence(
      String transform, DoFnSignature signature, PCollection<?> input) {
    if (!isRequiredBy(signature)) {
      return Optional.empty();
    }
    if (!(input.getCoder() instanceof KvCoder<?, ?> coder)) {
      return Optional.of(
          new Offence(
              transform,
              "its DoFn works key by key (state, timers, window expiration or time-sorted input),"
                  + " but the elements of its input are no key-value pairs: the coder is "
                  + input.getCoder(),
              "Key the input, for example with WithKeys"));
    }
    if (signature.onWindowExpiration() != null
        && !signature.usesState()
        && !signature.usesTimers()) {
      return Optional.of(
          new Offence(
              transform,
              "its DoFn has @OnWindowExpiration but neither state nor timers, and Beam cannot"
                  + " translate that",
              "Declare the state that expires with the window"));
    }
    if (input.getWindowingStrategy().needsMerge()) {
      return Optional.of(
          new Offence(
              transform,
              "its DoFn works key by key and window by window, which the model does not define"
                  + " for windows that still merge: "
                  + input.getWindowingStrategy().getWindowFn(),
              "Group by key first, or use windows that do not merge"));
    }
    return keyOffence(transform, coder.getKeyCoder());
  }

  private static Optional<Offence> keyOffence(String transform, Coder<?> keyCoder) {
    try {
      keyCoder.verifyDeterministic();
      return Optional.empty();
    } catch (Coder.NonDeterministicException e) {
      return Optional.of(
          new Offence(
              transform,
              "its DoFn works key by key, but equal keys may be encoded differently: "
                  + e.getMessage(),
              "Use a key with a deterministic coder"));
    }
  }
}
