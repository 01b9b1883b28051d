/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Passes operations on under the names that transforms have now. What belongs to a transform that
 * is gone is left out.
 *
 * <p>Threading: one thread at a time.
 */
public final class RenamingSink implements StateSink {
  private final StateSink sink;
  private final Function<String, Optional<String>> names;
  private final Map<StateId, Optional<StateId>> renamed = new HashMap<>();

  /**
   * A sink before {@code sink}.
   *
   * @param names the new full name of a transform by its old one; empty if its state goes. Two
   *     transforms that have state may not get one name
   */
  public RenamingSink(StateSink sink, Function<String, Optional<String>> names) {
    this.sink = sink;
    this.names = names;
  }

  @Override
  public void put(StateId id, int group, byte[] key, byte[] value) {
    renamed(id).ifPresent(now -> sink.put(now, group, key, value));
  }

  @Override
  public void append(StateId id, int group, byte[] key, byte[] value) {
    renamed(id).ifPresent(now -> sink.append(now, group, key, value));
  }

  @Override
  public void delete(StateId id, int group, byte[] key) {
    renamed(id).ifPresent(now -> sink.delete(now, group, key));
  }

  @Override
  public void deletePrefix(StateId id, int group, byte[] prefix) {
    renamed(id).ifPresent(now -> sink.deletePrefix(now, group, prefix));
  }

  // Once per state, not per operation: a checkpoint has few of the former and many of the latter.
  private Optional<StateId> renamed(StateId id) {
    return renamed.computeIfAbsent(
        id, old -> names.apply(old.transform()).map(name -> new StateId(name, old.state())));
  }
}
