/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

/** Translates the transforms of one kind into operators of the plan. */
interface TransformTranslator {

  /** Adds the operators of {@code node} to the plan, or reports why it cannot run. */
  void translate(TransformNode node, Reading reading);
}
