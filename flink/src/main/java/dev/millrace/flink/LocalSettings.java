/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import org.apache.flink.configuration.Configuration;

/** Settings for a Flink in this process, where the user has not set them. */
final class LocalSettings {
  private LocalSettings() {}

  /** The same settings, complete. */
  static Configuration complete(Configuration settings) {
    Configuration complete = new Configuration(settings);
    // Many stages in many instances each have buffers of their own.
    setIfAbsent(complete, "taskmanager.memory.network.min", "128m");
    setIfAbsent(complete, "taskmanager.memory.network.max", "128m");
    return complete;
  }

  private static void setIfAbsent(Configuration settings, String name, String value) {
    if (!settings.containsKey(name)) {
      settings.setString(name, value);
    }
  }
}
