/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Compares JSON with a schema of an OpenAPI document, as far as ours goes. */
final class JsonSchema {
  private final JsonNode document;
  private final List<String> offences = new ArrayList<>();

  private JsonSchema(JsonNode document) {
    this.document = document;
  }

  /** What of {@code value} is not as {@code schema} of {@code document} has it. */
  static List<String> offences(JsonNode document, JsonNode schema, JsonNode value) {
    JsonSchema check = new JsonSchema(document);
    check.compare("", schema, value);
    return check.offences;
  }

  private void compare(String at, JsonNode schema, JsonNode value) {
    if (schema.has("$ref")) {
      compare(at, document.at(schema.get("$ref").textValue().substring(1)), value);
    } else if (schema.has("oneOf")) {
      boolean any = false;
      for (JsonNode one : schema.get("oneOf")) {
        any |= offences(document, one, value).isEmpty();
      }
      refuseUnless(any, at, value);
    } else if (schema.has("type")) {
      refuseUnless(hasType(schema.get("type"), value), at, value);
      members(at, schema, value);
    }
  }

  private void members(String at, JsonNode schema, JsonNode value) {
    if (value.isObject()) {
      schema
          .path("required")
          .forEach(name -> refuseUnless(value.has(name.textValue()), at + "/" + name, value));
      value
          .fields()
          .forEachRemaining(
              field -> {
                JsonNode property = schema.path("properties").path(field.getKey());
                boolean open = schema.path("additionalProperties").asBoolean(true);
                refuseUnless(open || !property.isMissingNode(), at + "/" + field.getKey(), value);
                compare(at + "/" + field.getKey(), property, field.getValue());
              });
    }
    if (value.isArray()) {
      value.forEach(item -> compare(at + "[]", schema.path("items"), item));
    }
    if (schema.has("enum")) {
      boolean known = false;
      for (JsonNode one : schema.get("enum")) {
        known |= one.equals(value);
      }
      refuseUnless(known, at, value);
    }
  }

  private static boolean hasType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (hasType(one, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.textValue()) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private void refuseUnless(boolean well, String at, JsonNode value) {
    if (!well) {
      offences.add(at + ": " + value);
    }
  }
}
