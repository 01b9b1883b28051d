/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fault;

import java.lang.reflect.Field;

/** Classes and fields by the names that their author would know them by. */
final class Names {
  private static final String LAMBDA = "$$Lambda";
  private static final String LOCAL_VARIABLE = "val$";

  private Names() {}

  /** The name of a class without its package. */
  static String of(Class<?> type) {
    String name = isLambda(type) ? madeIn(type) : type.getTypeName();
    String simple = name.substring(name.lastIndexOf('.') + 1);
    return isLambda(type) ? "(lambda in " + simple + ")" : simple;
  }

  /** A field, or the local variable for which the compiler has made it. */
  static String of(Field field) {
    String name = field.getName();
    if (isLambda(field.getDeclaringClass())) {
      return "(captured value)";
    }
    return isCaptured(field)
        ? "(local variable " + name.substring(LOCAL_VARIABLE.length()) + ")"
        : name;
  }

  /** Whether the compiler has made a field for what a lambda or an inner class uses. */
  static boolean isCaptured(Field field) {
    return isLambda(field.getDeclaringClass()) || field.getName().startsWith(LOCAL_VARIABLE);
  }

  static boolean isLambda(Class<?> type) {
    return type.getName().contains(LAMBDA);
  }

  /** The name of the class that a lambda is written in. */
  static String madeIn(Class<?> lambda) {
    return lambda.getName().substring(0, lambda.getName().indexOf(LAMBDA));
  }
}
