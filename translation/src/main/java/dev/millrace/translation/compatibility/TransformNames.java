/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the state in a checkpoint belongs.
 *
 * @param renamed the new full names of those transforms that have one, by the old ones
 * @param dropped the old full names of the transforms whose state goes
 */
public record TransformNames(Map<String, String> renamed, Set<String> dropped) {
  /** A copy that later changes do not reach. */
  public TransformNames {
    renamed = Map.copyOf(renamed);
    dropped = Set.copyOf(dropped);
  }

  /** The name that the transform {@code old} has now; empty if its state goes. */
  public Optional<String> of(String old) {
    return dropped.contains(old) ? Optional.empty() : Optional.of(renamed.getOrDefault(old, old));
  }

  /** Whether all state stays where it is. */
  public boolean changeNothing() {
    return renamed.isEmpty() && dropped.isEmpty();
  }
}
