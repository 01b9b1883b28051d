/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fault;

import static java.util.Objects.requireNonNull;

import dev.millrace.translation.plan.Offence;
import java.io.NotSerializableException;
import java.util.Optional;

/** Tells why an object cannot be serialised, and what to do about it. */
final class Unserialisable {
  private static final String PROBLEM = " cannot be serialised";

  private Unserialisable() {}

  /** The offence of a transform that was given {@code object}. */
  static Offence offence(String transform, UserObject object, SerialisationProbe.Failure failure) {
    String problem = object.role() + PROBLEM;
    if (failure.isOfItsClass()) {
      return ofClass(transform, object, failure);
    }
    if (failure.thrown() instanceof NotSerializableException named) {
      return new Offence(
          transform,
          problem + ": something in it is of class " + named.getMessage(),
          remedy(object, false, String.valueOf(named.getMessage())),
          named);
    }
    return TransformFaults.thrown(transform, problem, failure.thrown());
  }

  private static Offence ofClass(
      String transform, UserObject object, SerialisationProbe.Failure failure) {
    Object at = requireNonNull(failure.at());
    String type = at.getClass().getTypeName();
    Optional<ObjectPath> path = ObjectPath.between(requireNonNull(object.object()), at);
    String where = path.map(ObjectPath::text).orElse("something in it");
    String what =
        object.object() == at
            ? ", because its class " + type + " is not Serializable"
            : ": " + where + " is of class " + type + ", which is not Serializable";
    return new Offence(
        transform,
        object.role() + PROBLEM + what,
        path.flatMap(ObjectPath::enclosing)
            .map(Unserialisable::remedy)
            .orElseGet(() -> remedy(object, path.map(ObjectPath::captured).orElse(false), type)),
        failure.thrown());
  }

  private static String remedy(UserObject object, boolean captured, String type) {
    String create =
        captured
            ? "Create what is captured within the function"
            : "Make the field transient and create what it holds "
                + (object.hasSetup() ? "in @Setup" : "when it is first used");
    return create + ", or make " + type + " Serializable";
  }

  private static String remedy(ObjectPath.Enclosing enclosing) {
    String outer = Names.of(enclosing.outer());
    return enclosing.byLambda()
        ? "The lambda takes along the "
            + outer
            + " whose fields or methods it uses: copy them to local variables before it, or use"
            + " static ones"
        : "An inner class takes along the instance of "
            + outer
            + " that it was made in: make it a static nested class or one of its own";
  }
}
