/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The key and namespace that views of state are on. Moving it moves all views that share it; they
 * look their cells up when they are next used, so that moving costs the same however many there
 * are.
 */
final class Target {
  private @Nullable Key key;
  private @Nullable Namespace namespace;
  private long epoch;

  /** A target on nothing. */
  Target() {}

  /** A target that is meant to stay where it is. */
  Target(Key key, Namespace namespace) {
    move(key, namespace);
  }

  void move(Key newKey, Namespace newNamespace) {
    key = newKey;
    // Runs of keys in one window are the rule, and it costs less to look than to write.
    if (!newNamespace.equals(namespace)) {
      namespace = newNamespace;
    }
    epoch++;
  }

  /** Changes with every move. 0 until the first one. */
  long epoch() {
    return epoch;
  }

  Key key() {
    if (key == null) {
      throw new IllegalStateException("State is accessed outside of any key and window");
    }
    return key;
  }

  Namespace namespace() {
    if (namespace == null) {
      throw new IllegalStateException("State is accessed outside of any key and window");
    }
    return namespace;
  }

  boolean sameAs(Target other) {
    return this == other || (key().equals(other.key()) && namespace().equals(other.namespace()));
  }
}
