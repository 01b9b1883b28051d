/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.host.StageInstance;
import dev.millrace.translation.graph.Stage;

/** Makes the instances of stages. */
@FunctionalInterface
public interface StageInstanceFactory {

  /** A new instance of {@code stage}. May be called by several threads at once. */
  StageInstance create(Stage stage);
}
