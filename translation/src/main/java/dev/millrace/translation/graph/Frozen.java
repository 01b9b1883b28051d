/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A user's object, serialised once when the pipeline was translated.
 *
 * <p>Each instance that runs the object {@linkplain #thaw() thaws} a copy of its own, as the Beam
 * model asks for: copies share no mutable state with one another nor with the object the user
 * holds. Instances are immutable and may be shared between threads.
 *
 * <p>The classes of the copies are those of the original, whatever loaders they came from and
 * whoever asks: they are remembered, not looked up by name.
 */
public final class Frozen<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private final Class<?> type;

  /** The classes that the bytes name, in the order in which they do. */
  private final List<Class<?>> classes;

  private Frozen(byte[] bytes, Class<?> type, List<Class<?>> classes) {
    this.bytes = bytes;
    this.type = type;
    this.classes = List.copyOf(classes);
  }

  /**
   * Serialises {@code object} now.
   *
   * @throws IllegalArgumentException if the object cannot be serialised
   */
  public static <T extends Serializable> Frozen<T> of(T object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Freezing out = new Freezing(bytes)) {
      out.writeObject(object);
      out.flush();
      return new Frozen<>(bytes.toByteArray(), object.getClass(), out.classes);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot serialise a " + object.getClass().getName() + ": " + e, e);
    }
  }

  /**
   * Returns a new copy of the object, at each call another one.
   *
   * @throws IllegalArgumentException if the user's code that restores it fails
   */
  @SuppressWarnings("unchecked") // of() accepts nothing but a T
  public T thaw() {
    try (Thawing in = new Thawing(new ByteArrayInputStream(bytes), classes.iterator())) {
      return (T) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException("Cannot deserialise a " + type.getName() + ": " + e, e);
    }
  }

  /** The class of the object. */
  public Class<?> type() {
    return type;
  }

  /** The classes of the object and of all that it refers to. */
  public Set<Class<?>> classes() {
    return new LinkedHashSet<>(classes);
  }

  /** The class name of the object. */
  @Override
  public String toString() {
    return type.getName();
  }

  private static final class Freezing extends ObjectOutputStream {
    private final List<Class<?>> classes = new ArrayList<>();

    Freezing(OutputStream out) throws IOException {
      super(out);
    }

    @Override
    protected void annotateClass(Class<?> type) {
      classes.add(type);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
      classes.add(type);
    }
  }

  /** Asks for the class of each descriptor when it comes to it, in the order of the bytes. */
  private static final class Thawing extends ObjectInputStream {
    private final Iterator<Class<?>> classes;

    Thawing(InputStream in, Iterator<Class<?>> classes) throws IOException {
      super(in);
      this.classes = classes;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described) {
      return classes.next();
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) {
      return classes.next();
    }
  }
}
