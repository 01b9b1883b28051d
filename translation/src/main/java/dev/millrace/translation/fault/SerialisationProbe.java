/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fault;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Serialises an object to nowhere, to see what keeps it from being serialised. */
final class SerialisationProbe extends ObjectOutputStream {
  private @Nullable Object latest;

  /** What was being written before an exception was, as happens to the one that ends the stream. */
  private final Map<Object, Object> beforeExceptions = new IdentityHashMap<>();

  private SerialisationProbe() throws IOException {
    super(OutputStream.nullOutputStream());
    enableReplaceObject(true);
  }

  /**
   * Why an object cannot be serialised.
   *
   * @param at the object that was being written
   * @param thrown what came of it
   */
  record Failure(@Nullable Object at, Throwable thrown) {
    /** Whether it is {@link #at} that cannot be serialised, not code of its class that failed. */
    boolean isOfItsClass() {
      return at != null
          && thrown instanceof NotSerializableException
          && !(at instanceof Serializable);
    }
  }

  /** Tries {@code root}; null if it can be serialised. */
  static @Nullable Failure failureOf(@Nullable Object root) {
    try (SerialisationProbe probe = new SerialisationProbe()) {
      return probe.write(root);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to nowhere failed", e);
    }
  }

  private @Nullable Failure write(@Nullable Object root) {
    try {
      writeObject(root);
      return null;
    } catch (Exception | LinkageError | StackOverflowError e) {
      return new Failure(beforeExceptions.getOrDefault(e, latest), e);
    }
  }

  // Called with each object before it is looked at.
  @Override
  protected @Nullable Object replaceObject(@Nullable Object object) {
    if (object instanceof IOException && latest != null) {
      beforeExceptions.put(object, latest);
    }
    latest = object;
    return object;
  }
}
