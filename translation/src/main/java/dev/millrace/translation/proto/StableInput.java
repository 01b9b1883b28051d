/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import java.util.Set;
import org.apache.beam.sdk.io.WriteFiles;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;

/** Tells which functions must see the same input at each retry. */
final class StableInput {

  /**
   * Functions of Beam that trust the reshuffle before them to make their input stable, without
   * saying so: what has been moved to its final name must be moved there again, or not at all.
   */
  private static final Set<String> TRUSTING =
      Set.of(WriteFiles.class.getName() + "$FinalizeTempFileBundles$FinalizeFn");

  private StableInput() {}

  /** Whether {@code fn} requires stable input, in whichever of its methods. */
  static boolean isRequiredBy(DoFn<?, ?> fn) {
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(fn);
    return signature.processElement().requiresStableInput()
        || signature.onTimerMethods().values().stream()
            .anyMatch(DoFnSignature.OnTimerMethod::requiresStableInput)
        || signature.onTimerFamilyMethods().values().stream()
            .anyMatch(DoFnSignature.OnTimerFamilyMethod::requiresStableInput)
        || (signature.onWindowExpiration() != null
            && signature.onWindowExpiration().requiresStableInput())
        || TRUSTING.contains(fn.getClass().getName());
  }
}
