/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fault;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The shortest way by fields and elements from one object to another that is serialised with it.
 *
 * @param text the way as a reader of the code would write it, such as {@code MyFn.clients[0]}
 * @param captured whether the last object on the way has captured the other, which is no field of
 *     it in the eyes of a reader
 * @param enclosing the last enclosing instance that was taken along unseen on the way, if one was
 */
record ObjectPath(String text, boolean captured, Optional<Enclosing> enclosing) {
  /** A search that takes longer than this would have nothing readable to tell. */
  private static final int MOST_OBJECTS = 100_000;

  /**
   * An object that an inner class or lambda has taken along because it was made within it.
   *
   * @param outer the class of that object
   * @param byLambda whether it was a lambda
   */
  record Enclosing(Class<?> outer, boolean byLambda) {}

  /** Finds the way from {@code root} to {@code target}; nothing if there is none by what shows. */
  static Optional<ObjectPath> between(Object root, Object target) {
    return new Search(target).from(root);
  }

  private static final class Search {
    private final Object target;
    private final Deque<Reached> open = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    Search(Object target) {
      this.target = target;
    }

    private record Reached(Object object, ObjectPath path) {}

    Optional<ObjectPath> from(Object root) {
      String name = Names.of(root.getClass());
      reach(root, new ObjectPath(name, false, Optional.empty()));
      while (!open.isEmpty() && seen.size() < MOST_OBJECTS) {
        Reached next = open.remove();
        if (next.object() == target) {
          return Optional.of(next.path());
        }
        expand(next);
      }
      return Optional.empty();
    }

    private void reach(@Nullable Object object, ObjectPath path) {
      if (object != null && seen.add(object)) {
        open.add(new Reached(object, path));
      }
    }

    private void expand(Reached reached) {
      Object object = reached.object();
      if (object instanceof Object[] array) {
        elements(Arrays.asList(array), reached.path());
      } else if (object instanceof Collection<?> collection) {
        elements(collection, reached.path());
      } else if (object instanceof Map<?, ?> map) {
        elements(map.keySet(), reached.path());
        elements(map.values(), reached.path());
      }
      // What is not Serializable does not get as far as its fields.
      for (Class<?> type = object.getClass();
          type != null && Serializable.class.isAssignableFrom(type);
          type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          follow(reached, field);
        }
      }
    }

    private void elements(Collection<?> elements, ObjectPath path) {
      int index = 0;
      for (Object element : elements) {
        reach(
            element,
            new ObjectPath(path.text + "[" + index++ + "]", path.captured, path.enclosing));
      }
    }

    private void follow(Reached from, Field field) {
      if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
        return;
      }
      // Fails for what other modules keep to themselves.
      if (!field.trySetAccessible()) {
        return;
      }
      try {
        Object value = field.get(from.object());
        if (value != null) {
          reach(value, extend(from, field, value));
        }
      } catch (IllegalAccessException e) {
        // It is not to be seen.
      }
    }

    private static ObjectPath extend(Reached from, Field field, Object value) {
      Optional<Enclosing> enclosing = enclosing(from.object().getClass(), field, value);
      String step =
          enclosing.isPresent() ? "enclosing " + Names.of(value.getClass()) : Names.of(field);
      return new ObjectPath(
          from.path().text + "." + step,
          Names.isCaptured(field),
          enclosing.filter(Search::isOfUser).or(() -> from.path().enclosing));
    }

    private static Optional<Enclosing> enclosing(Class<?> holder, Field field, Object value) {
      boolean byLambda =
          Names.isLambda(holder) && Names.madeIn(holder).equals(value.getClass().getName());
      return byLambda || field.getName().startsWith("this$")
          ? Optional.of(new Enclosing(value.getClass(), byLambda))
          : Optional.empty();
    }

    // Those of Beam take along their transform on purpose.
    private static boolean isOfUser(Enclosing enclosing) {
      return !enclosing.outer().getName().startsWith("org.apache.beam.sdk.");
    }
  }
}
