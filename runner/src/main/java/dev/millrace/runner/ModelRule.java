/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

/** A rule of the Beam model that can be checked on every element. */
enum ModelRule {
  /** Functions change neither their input nor what they have put out. */
  IMMUTABILITY,
  /** Coders decode what they encoded. */
  ENCODABILITY
}
