/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.util.List;
import java.util.function.BiConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Values by namespace and key, which are only ever asked for all at once. As there is no access to
 * a single key, a host may keep them elsewhere than in memory, which it does by the coders.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface Groups<K, V> {

  /**
   * Adds {@code value} to those of {@code key} in {@code namespace}.
   *
   * @throws IllegalArgumentException if values have to be moved out of memory and the coder cannot
   *     encode one of them, which need not be this one
   */
  void add(Key key, Namespace namespace, @Nullable V value);

  /**
   * Hands every key of {@code namespace} with all its values to {@code consumer}, each once, the
   * keys in no particular order, the values in the order of their addition; then drops them. The
   * consumer must not use these groups.
   *
   * <p>The values can be iterated over as often as is wished, also later and by other threads, and
   * be serialised. They are unmodifiable, and may be more than fit in memory.
   *
   * @throws Stopped if the job is stopped meanwhile, as does reading the values then
   */
  void drain(Namespace namespace, BiConsumer<? super K, Iterable<V>> consumer);

  /**
   * Hands every key that any of {@code namespaces} has with all its values in them to {@code
   * consumer}, each once, the keys in no particular order, the values in the order of the
   * namespaces and then of their addition. Nothing is dropped. The consumer must not use these
   * groups; what it is given is as in {@link #drain}.
   */
  void gather(List<Namespace> namespaces, BiConsumer<? super K, Iterable<V>> consumer);

  /** The namespaces that have values, as a copy, in no particular order. */
  List<Namespace> namespaces();

  /** Drops the values of all keys in {@code namespace}. */
  void clear(Namespace namespace);
}
