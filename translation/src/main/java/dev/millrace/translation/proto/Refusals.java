/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.plan.Offence;

/** Why transforms as such are refused. */
final class Refusals {
  private Refusals() {}

  /** A transform of another SDK. */
  static Offence foreign(String transform, String environment) {
    return new Offence(
        transform,
        "comes from another SDK and would have to run in an environment of its own"
            + (environment.isEmpty() ? "" : " (" + environment + ")"),
        "Use a transform of the Java SDK instead, cross-language transforms are not supported yet");
  }

  /** A primitive that no translator takes. */
  static Offence unknown(String transform, String urn, Class<?> type) {
    return new Offence(
        transform,
        "is a primitive transform of a kind that this runner does not know ("
            + (urn.isEmpty() ? "without URN" : "URN " + urn)
            + ", "
            + type.getName()
            + ")",
        "Give it an expansion into transforms of the Beam model");
  }
}
