/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an object is made of, and the text of it.
 *
 * @param fields the text of its fields by their names, in their order
 * @param written what its class has written besides, in its order
 */
record SerialText(Map<String, String> fields, List<String> written) {
  private static final String NESTED = SerialForm.Nested.class.getName();

  /** It as an object of {@code type}. */
  String asObject(String type) {
    return switch (type) {
      case "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Short" ->
          fields.getOrDefault("value", "");
      case "java.util.HashMap",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.concurrent.ConcurrentHashMap" ->
          "map" + sorted(pairs());
      case "java.util.LinkedHashMap" -> "map" + pairs();
      case "java.util.HashSet" -> "set" + sorted(objects());
      case "java.util.LinkedHashSet" -> "set" + objects();
      case "java.util.ArrayList", "java.util.LinkedList" -> "list" + objects();
      case "java.util.CollSer" -> collection();
      case "java.lang.invoke.SerializedLambda" -> lambda();
      default ->
          type.equals(NESTED)
              ? "<part " + fields.get("number") + ">"
              : type + '{' + fieldsAsText() + '}';
    };
  }

  /** Its fields, and what it has written besides. */
  String fieldsAsText() {
    List<String> all = new ArrayList<>();
    fields.forEach(
        (name, value) -> {
          if (!isEmptyOuter(name, value)) {
            all.add(name + "=" + value);
          }
        });
    all.addAll(written);
    return String.join(", ", all);
  }

  // Whether an inner class that has no use for the object around it refers to it is up to
  // compilers.
  private static boolean isEmptyOuter(String name, String value) {
    return name.startsWith("this$") && value.endsWith("{}");
  }

  // Sizes and capacities are written as raw bytes, what is in the table as objects.
  private List<String> objects() {
    return written.stream().filter(text -> !text.startsWith("0x")).toList();
  }

  private static List<String> sorted(List<String> items) {
    return items.stream().sorted().toList();
  }

  private List<String> pairs() {
    List<String> items = objects();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < items.size(); i += 2) {
      pairs.add(items.get(i) + "=" + items.get(i + 1));
    }
    return pairs;
  }

  // What List.of, Set.of and Map.of make. The latter two iterate otherwise in each run.
  private String collection() {
    int tag = Integer.parseInt(fields.getOrDefault("tag", "0")) & 0xff;
    return switch (tag) {
      case 2 -> "set" + sorted(objects());
      case 3 -> "map" + sorted(pairs());
      default -> "list" + objects();
    };
  }

  private String lambda() {
    String method = fields.getOrDefault("implMethodName", "");
    return "lambda{"
        + fields.get("implClass")
        + (method.startsWith("\"lambda$") ? "" : "." + method)
        + " as "
        + fields.get("functionalInterfaceClass")
        + " of "
        + fields.get("capturedArgs")
        + '}';
  }
}
