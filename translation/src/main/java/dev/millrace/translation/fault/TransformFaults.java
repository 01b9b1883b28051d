/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fault;

import dev.millrace.translation.plan.Offence;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is wrong with the transforms of a pipeline, each fault once.
 *
 * <p>The same object may keep several transforms from being translated: a composite and its parts,
 * the producer of a collection and its readers. The fault is told of the outermost composite that
 * has it, or else of the first transform.
 */
public final class TransformFaults {
  private final List<Fault> faults = new ArrayList<>();

  /**
   * A fault.
   *
   * @param object the object that was given to the transform, null if it is none
   * @param culprit what is wrong with it, or in it; null if it is not known
   * @param offence how it is told
   */
  private record Fault(@Nullable Object object, @Nullable Object culprit, Offence offence) {

    // Parts may have been given copies, so that only the words are the same.
    boolean isThatOf(Fault part) {
      boolean same =
          (culprit != null && culprit == part.culprit)
              || offence.problem().equals(part.offence.problem());
      return same && part.offence.transform().startsWith(offence.transform() + "/");
    }

    boolean isOfSameObject(Fault other) {
      return object != null && object == other.object;
    }
  }

  /**
   * Finds out what is wrong with {@code applied}.
   *
   * @param thrown what came of translating it
   */
  public void add(AppliedPTransform<?, ?, ?> applied, Throwable thrown) {
    String transform = applied.getFullName();
    boolean found = false;
    for (UserObject object : UserObject.of(applied)) {
      SerialisationProbe.Failure failure = SerialisationProbe.failureOf(object.object());
      if (failure != null) {
        add(
            new Fault(
                object.object(), failure.at(), Unserialisable.offence(transform, object, failure)));
        found = true;
      }
    }
    if (!found) {
      Offence offence = thrown(transform, "it cannot be translated", thrown);
      add(new Fault(null, null, offence));
    }
  }

  private void add(Fault fault) {
    for (int i = 0; i < faults.size(); i++) {
      if (fault.isThatOf(faults.get(i))) {
        faults.set(i, fault);
        return;
      }
      if (fault.isOfSameObject(faults.get(i))) {
        return;
      }
    }
    faults.add(fault);
  }

  /** All faults, in the order in which they were found. */
  public List<Offence> offences() {
    return faults.stream().map(Fault::offence).toList();
  }

  /**
   * The offence of a transform for which code of the user or of Beam threw something.
   *
   * @param problem what follows from it
   */
  public static Offence thrown(String transform, String problem, Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    if (root instanceof StackOverflowError) {
      return new Offence(
          transform,
          problem + ": something in it is nested too deeply for the stack of this thread",
          "Nest it less, or run the pipeline in a thread with more stack, such as -Xss8m gives",
          thrown);
    }
    return new Offence(
        transform,
        problem + ": " + root,
        root instanceof CannotProvideCoderException
            ? "Set the coder, or register it with the pipeline's CoderRegistry; a combine function"
                + " gives that of its accumulators by getAccumulatorCoder"
            : "Mend what throws this, its stack trace is below",
        thrown);
  }
}
