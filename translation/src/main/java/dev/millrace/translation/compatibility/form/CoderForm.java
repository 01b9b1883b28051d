/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility.form;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An encoding: the coder that makes it, by what decides over the bytes. Forms that are equal code
 * alike, as far as can be told without running the coders.
 *
 * @param type the URN where Beam's portable model knows the coder, or else the name of its class
 * @param detail what else decides over the bytes, empty if nothing does
 * @param parts the coders that it is made of, in their order
 */
public record CoderForm(String type, String detail, List<Part> parts) {
  /** The type of rows and of objects that are coded as rows. */
  static final String ROW = "beam:coder:row:v1";

  /** The type of what may be null in a row. */
  static final String NULLABLE = "beam:coder:nullable:v1";

  /** A coder in a coder, under the name that it has there, which may be empty. */
  public record Part(String name, CoderForm form) {}

  /** A copy that later changes do not reach. */
  public CoderForm {
    parts = List.copyOf(parts);
  }

  /** A coder without parts. */
  static CoderForm atom(String type, String detail) {
    return new CoderForm(type, detail, List.of());
  }

  /**
   * Whether a coder of this form decodes what one of the form {@code old} has encoded.
   *
   * <p>So it does if the forms are equal, and where a row has got more fields behind those that it
   * had, all of them nullable, or a field has become nullable: Beam's coder of rows is made for
   * that. That it encodes alike does not follow.
   */
  public boolean decodes(CoderForm old) {
    if (equals(old)) {
      return true;
    }
    if (!type.equals(old.type)) {
      return false;
    }
    return type.equals(ROW) ? decodesRow(old) : decodesParts(old);
  }

  private boolean decodesRow(CoderForm old) {
    for (int i = 0; i < parts.size(); i++) {
      CoderForm field = parts.get(i).form();
      if (i >= old.parts.size()) {
        if (!field.isNullable()) {
          return false;
        }
      } else if (!parts.get(i).name().equals(old.parts.get(i).name())
          || !field.decodesField(old.parts.get(i).form())) {
        return false;
      }
    }
    return parts.size() >= old.parts.size();
  }

  // Which fields are null a row keeps by itself, so that nothing of a field's own bytes tells it.
  private boolean decodesField(CoderForm old) {
    return (isNullable() || !old.isNullable()) && ofValue().decodes(old.ofValue());
  }

  private boolean isNullable() {
    return type.equals(NULLABLE);
  }

  private CoderForm ofValue() {
    return isNullable() ? parts.get(0).form() : this;
  }

  // What a coder of a user makes of its parts is its own affair.
  private boolean decodesParts(CoderForm old) {
    if (!isOfBeam() || !detail.equals(old.detail) || parts.size() != old.parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).form().decodes(old.parts.get(i).form())) {
        return false;
      }
    }
    return true;
  }

  private boolean isOfBeam() {
    return type.startsWith("beam:coder:") || type.startsWith("org.apache.beam.sdk.");
  }

  /** For people, e.g. {@code kv(string_utf8, VarIntCoder)} or {@code row(id: INT64)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(shortType());
    if (!detail.isEmpty()) {
      text.append('{').append(detail).append('}');
    }
    if (!parts.isEmpty()) {
      text.append(
          parts.stream()
              .map(part -> (part.name().isEmpty() ? "" : part.name() + ": ") + part.form())
              .collect(Collectors.joining(", ", "(", ")")));
    }
    return text.toString();
  }

  private String shortType() {
    List<String> urn = Splitter.on(':').splitToList(type);
    if (urn.size() == 4 && type.startsWith("beam:coder:")) {
      return urn.get(2);
    }
    return type.startsWith("org.apache.beam.sdk.coders.")
        ? type.substring(type.lastIndexOf('.') + 1)
        : type;
  }
}
