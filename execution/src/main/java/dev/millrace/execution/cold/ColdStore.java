/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.cold;

import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Values by key, both of them bytes, outside of the heap. Keys are in the order of their bytes,
 * taken as unsigned; a key comes before those that it is the beginning of.
 *
 * <p>What is in it need not outlive the process: checkpoints have what has to. So nothing has to be
 * on a disk when a method returns, and there is no log.
 *
 * <p>Arrays are the caller's again when a method returns, and so is what a method answers.
 *
 * <p>Threading: one thread at a time.
 *
 * <p>Errors: {@link java.io.UncheckedIOException}, with a message that says what was done and
 * where. The store can only be closed then.
 */
public interface ColdStore extends AutoCloseable {

  /** The key has {@code value}, whether or not it was there before. */
  void put(byte[] key, byte[] value);

  /** The key is gone, if it was there. */
  void delete(byte[] key);

  /**
   * All keys are gone that begin with {@code prefix}, which is not empty. Takes far less time than
   * deleting each of them.
   *
   * @return whether there were any
   */
  boolean deletePrefix(byte[] prefix);

  /**
   * The value of {@code key}, or null. That a key is not there should be told without a look at a
   * disk: most of those that are asked for are not.
   */
  byte @Nullable [] get(byte[] key);

  /**
   * Shows the keys that begin with {@code prefix} and their values, in order. The visitor may use
   * the store; what it changes does not show.
   */
  void forEach(byte[] prefix, Visitor visitor);

  /** As {@link #forEach}, without values. */
  void forEachKey(byte[] prefix, Consumer<byte[]> visitor);

  /** Lets go of memory and files. Closing again does nothing. */
  @Override
  void close();

  /** Is shown what is in a store. */
  @FunctionalInterface
  interface Visitor {
    /** Called for each key; the arrays are the visitor's own. */
    void entry(byte[] key, byte[] value);
  }
}
