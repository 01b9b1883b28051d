/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility.form;

import dev.millrace.translation.compatibility.form.CoderForm.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The form of rows: the fields in the order in which they are encoded. Not the id of the schema,
 * which is another in each run, nor descriptions and options, of which no byte tells.
 */
final class RowForms {
  private RowForms() {}

  static CoderForm of(Schema schema) {
    Map<String, Integer> positions = schema.getEncodingPositions();
    List<Field> fields = new ArrayList<>(schema.getFields());
    fields.sort(
        Comparator.comparing(field -> positions.getOrDefault(field.getName(), Integer.MAX_VALUE)));
    return new CoderForm(
        CoderForm.ROW,
        "",
        fields.stream().map(field -> new Part(field.getName(), of(field.getType()))).toList());
  }

  private static CoderForm of(FieldType type) {
    CoderForm value = ofValue(type);
    return isNullable(type)
        ? new CoderForm(CoderForm.NULLABLE, "", List.of(new Part("", value)))
        : value;
  }

  // What FieldType.getNullable returns is a Boolean up to Beam 2.72 and a boolean from 2.73 on: a
  // call of it that was compiled with one does not link with the other.
  private static boolean isNullable(FieldType type) {
    return type.equals(type.withNullable(true));
  }

  private static CoderForm ofValue(FieldType type) {
    String name = type.getTypeName().name();
    return switch (type.getTypeName()) {
      case ROW -> row(type.getRowSchema());
      case ARRAY, ITERABLE -> new CoderForm(name, "", parts(type.getCollectionElementType()));
      case MAP -> new CoderForm(name, "", parts(type.getMapKeyType(), type.getMapValueType()));
      case LOGICAL_TYPE -> logical(type.getLogicalType());
      default -> CoderForm.atom(name, "");
    };
  }

  private static CoderForm row(@Nullable Schema schema) {
    return schema == null ? CoderForm.atom(CoderForm.ROW, "") : of(schema);
  }

  private static CoderForm logical(Schema.@Nullable LogicalType<?, ?> type) {
    return type == null
        ? CoderForm.atom("LOGICAL_TYPE", "")
        : new CoderForm(type.getIdentifier(), argument(type), parts(type.getBaseType()));
  }

  // Arguments are values of a schema too, so that their text is that of their content.
  private static String argument(Schema.LogicalType<?, ?> type) {
    FieldType argumentType = type.getArgumentType();
    if (argumentType == null) {
      return "";
    }
    Object argument = type.getArgument();
    return argument == null || argument instanceof byte[] ? "" : argument.toString();
  }

  private static List<Part> parts(@Nullable FieldType... types) {
    List<Part> parts = new ArrayList<>();
    for (FieldType type : types) {
      if (type != null) {
        parts.add(new Part("", of(type)));
      }
    }
    return parts;
  }
}
