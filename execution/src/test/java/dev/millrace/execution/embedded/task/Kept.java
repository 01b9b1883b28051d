/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.host.StageHost;

/** What a task keeps for its instance. */
public final class Kept {
  private Kept() {}

  /** How many timers are pending. */
  public static int timers(StageHost host) {
    return ((TaskHost) host).timers().size();
  }

  /** How many windows and trigger nodes of {@code transform} have state. */
  public static int namespaces(StageHost host, String transform) {
    return ((TaskHost) host).namespaces(transform);
  }
}
