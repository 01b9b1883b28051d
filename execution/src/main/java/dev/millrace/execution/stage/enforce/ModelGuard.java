/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.enforce;

import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Enforcement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.IllegalMutationException;
import org.apache.beam.sdk.util.MutationDetector;
import org.apache.beam.sdk.util.MutationDetectors;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Watches the inputs and outputs of one DoFn instance for what the model forbids: changing an input
 * element, changing an output after having emitted it, emitting what its coder cannot reproduce.
 *
 * <p>Inputs are checked after each call, outputs at the end of the bundle. A coder may leave out of
 * a value what it likes, as some of Beam's own do; where encodability is enforced, what comes after
 * gets the decoded value, and so sees at once what is lost wherever values cross between workers.
 */
public final class ModelGuard {
  private final String transform;
  private final Enforcement enforcement;
  private final Coder<Object> inputCoder;
  private final List<MutationDetector> outputs = new ArrayList<>();
  private @Nullable MutationDetector input;

  /** A guard of the DoFn of {@code transform}. */
  @SuppressWarnings("unchecked") // the coder is given elements of its own type
  public ModelGuard(String transform, Enforcement enforcement, Coder<?> inputCoder) {
    this.transform = transform;
    this.enforcement = enforcement;
    this.inputCoder = (Coder<Object>) inputCoder;
  }

  /** An output that checks what it passes on to {@code output}. */
  @SuppressWarnings("unchecked") // the coder is given elements of its own type
  public StageOutput guard(StageOutput output, Coder<?> coder) {
    return element -> output.emit(checked(element, (Coder<Object>) coder));
  }

  private WindowedValue<?> checked(WindowedValue<?> element, Coder<Object> coder) {
    Object value = element.getValue();
    try {
      if (enforcement.immutability() && mayChange(value)) {
        outputs.add(MutationDetectors.forValueWithCoder(value, coder));
      }
      return enforcement.encodability() ? element.withValue(decoded(value, coder)) : element;
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s emitted a value that its coder cannot encode and decode: value %s, coder %s",
              transform, Rendering.value(value), coder),
          e);
    }
  }

  private Object decoded(Object value, Coder<Object> coder) throws CoderException {
    Object copy = CoderUtils.clone(coder, value);
    if (!coder.structuralValue(value).equals(coder.structuralValue(copy))
        && !encodedAlike(value, copy, coder)) {
      throw new IllegalArgumentException(
          String.format(
              "Coder %s of class %s does not encode what it has decoded as it was, on an output of"
                  + " %s: %s became %s",
              coder,
              coder.getClass().getName(),
              transform,
              Rendering.value(value),
              Rendering.value(copy)));
    }
    return copy;
  }

  private static boolean encodedAlike(Object value, Object copy, Coder<Object> coder)
      throws CoderException {
    return Arrays.equals(
        CoderUtils.encodeToByteArray(coder, value), CoderUtils.encodeToByteArray(coder, copy));
  }

  // What cannot change need not be copied, which counts where keys are large.
  private static boolean mayChange(@Nullable Object value) {
    if (value instanceof KV<?, ?> pair) {
      return mayChange(pair.getKey()) || mayChange(pair.getValue());
    }
    return !(value == null
        || value instanceof String
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean);
  }

  /** Remembers {@code element} as it is before a call. */
  public void before(WindowedValue<?> element) throws CoderException {
    input =
        enforcement.immutability() && mayChange(element.getValue())
            ? MutationDetectors.forValueWithCoder(element.getValue(), inputCoder)
            : null;
  }

  /**
   * Checks that the call left the element given to {@link #before} alone.
   *
   * @throws IllegalMutationException if it did not
   */
  public void after() {
    if (input != null) {
      verify(
          input,
          "mutated its input value %2$s of class %3$s (new value was %4$s). Input values"
              + " must not be mutated in any way.");
      input = null;
    }
  }

  /**
   * Checks that no output of the bundle was changed after it had been emitted.
   *
   * @throws IllegalMutationException if one was
   */
  public void finishBundle() {
    for (MutationDetector output : outputs) {
      verify(
          output,
          "mutated value %2$s of class %3$s after it was output (new value was %4$s)."
              + " Values must not be mutated in any way after being output.");
    }
    outputs.clear();
  }

  private void verify(MutationDetector detector, String complaint) {
    try {
      detector.verifyUnmodified();
    } catch (IllegalMutationException e) {
      throw new IllegalMutationException(
          String.format(
              "PTransform %1$s " + complaint,
              transform,
              Rendering.value(e.getSavedValue()),
              e.getSavedValue().getClass(),
              Rendering.value(e.getNewValue())),
          e.getSavedValue(),
          e.getNewValue(),
          e);
    }
  }
}
