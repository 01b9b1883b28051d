/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential;

/** System properties that commands set; a property that is empty is not set. */
final class Properties {
  private Properties() {}

  /** The number that {@code name} has. */
  static int number(String name, int byDefault) {
    String value = System.getProperty(name, "");
    return value.isBlank() ? byDefault : Integer.parseInt(value.strip());
  }
}
