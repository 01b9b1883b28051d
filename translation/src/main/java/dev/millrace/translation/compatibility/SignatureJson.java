/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.translation.compatibility.form.CoderForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Signatures as JSON, for the manifest of checkpoints. A coder is written once and referred to by
 * its number; names come in order, and so one signature always has the same bytes.
 */
final class SignatureJson {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode coders = JSON.createArrayNode();
  private final Map<CoderForm, Integer> numbers = new HashMap<>();

  private SignatureJson() {}

  static byte[] write(PlanSignature signature) {
    try {
      return JSON.writeValueAsBytes(new SignatureJson().plan(signature));
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory could not be written", e);
    }
  }

  private ObjectNode plan(PlanSignature signature) {
    ObjectNode transforms = JSON.createObjectNode();
    signature.transforms().forEach((name, one) -> transforms.set(name, transform(one)));
    ObjectNode plan = JSON.createObjectNode();
    plan.put("version", VERSION);
    plan.put("keyGroups", signature.keyGroups());
    plan.set("transforms", transforms);
    ArrayNode others = plan.putArray("others");
    signature.others().forEach(others::add);
    plan.set("coders", coders);
    return plan;
  }

  private ObjectNode transform(TransformSignature signature) {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", signature.kind().name());
    putTexts(node, "properties", signature.properties());
    if (!signature.path().isEmpty()) {
      node.put("path", signature.path());
    }
    putCoders(node, signature.coders());
    putTexts(node, "windowing", signature.windowing());
    if (!signature.states().isEmpty()) {
      ObjectNode states = node.putObject("states");
      signature
          .states()
          .forEach(
              (id, state) -> {
                ObjectNode one = states.putObject(id);
                one.put("kind", state.kind());
                putCoders(one, state.coders());
              });
    }
    putTexts(node, "timers", signature.timers());
    return node;
  }

  private static void putTexts(ObjectNode into, String name, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      ObjectNode node = into.putObject(name);
      texts.forEach(node::put);
    }
  }

  private void putCoders(ObjectNode into, Map<CoderRole, CoderForm> forms) {
    if (!forms.isEmpty()) {
      ObjectNode node = into.putObject("coders");
      forms.forEach((role, form) -> node.put(role.key(), number(form)));
    }
  }

  // Parts come before what they are parts of.
  private int number(CoderForm form) {
    Integer known = numbers.get(form);
    if (known != null) {
      return known;
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("type", form.type());
    if (!form.detail().isEmpty()) {
      node.put("detail", form.detail());
    }
    if (!form.parts().isEmpty()) {
      ArrayNode parts = JSON.createArrayNode();
      for (CoderForm.Part part : form.parts()) {
        parts.addObject().put("name", part.name()).put("coder", number(part.form()));
      }
      node.set("parts", parts);
    }
    coders.add(node);
    numbers.put(form, coders.size() - 1);
    return coders.size() - 1;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it did not
   */
  static PlanSignature read(byte[] bytes) {
    JsonNode plan;
    try {
      plan = JSON.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "What the checkpoint tells of its pipeline is no JSON: " + e.getMessage(), e);
    }
    int version = plan.path("version").asInt();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "What the checkpoint tells of its pipeline is of version "
              + version
              + ", and this is for version "
              + VERSION
              + ". Use the version of the runner that made the checkpoint, or a later one.");
    }
    return new Reading(plan).signature();
  }

  private static final class Reading {
    private final JsonNode plan;
    private final List<CoderForm> forms = new ArrayList<>();

    Reading(JsonNode plan) {
      this.plan = plan;
    }

    PlanSignature signature() {
      for (JsonNode coder : required(plan, "coders")) {
        List<CoderForm.Part> parts = new ArrayList<>();
        for (JsonNode part : coder.path("parts")) {
          parts.add(new CoderForm.Part(text(part, "name"), form(required(part, "coder"))));
        }
        forms.add(new CoderForm(text(coder, "type"), coder.path("detail").asText(""), parts));
      }
      TreeSet<String> others = new TreeSet<>();
      required(plan, "others").forEach(name -> others.add(name.asText()));
      return new PlanSignature(
          required(plan, "keyGroups").asInt(), each(plan, "transforms", this::transform), others);
    }

    private TransformSignature transform(JsonNode node) {
      return new TransformSignature(
          constant(TransformKind.class, text(node, "kind")),
          each(node, "properties", JsonNode::asText),
          node.path("path").asText(""),
          coders(node),
          each(node, "windowing", JsonNode::asText),
          each(node, "states", state -> new StateSignature(text(state, "kind"), coders(state))),
          each(node, "timers", JsonNode::asText));
    }

    private SortedMap<CoderRole, CoderForm> coders(JsonNode node) {
      SortedMap<CoderRole, CoderForm> coders = new TreeMap<>();
      each(node, "coders", this::form)
          .forEach(
              (role, form) ->
                  coders.put(constant(CoderRole.class, role.toUpperCase(Locale.ROOT)), form));
      return coders;
    }

    private CoderForm form(JsonNode number) {
      int index = number.asInt(-1);
      if (index < 0 || index >= forms.size()) {
        throw malformed("there is no coder " + number);
      }
      return forms.get(index);
    }

    private static <T> SortedMap<String, T> each(
        JsonNode node, String name, Function<JsonNode, T> read) {
      SortedMap<String, T> all = new TreeMap<>();
      node.path(name).fields().forEachRemaining(e -> all.put(e.getKey(), read.apply(e.getValue())));
      return all;
    }

    private static String text(JsonNode node, String name) {
      return required(node, name).asText();
    }

    private static JsonNode required(JsonNode node, String name) {
      JsonNode found = node.get(name);
      if (found == null) {
        throw malformed("it lacks " + name);
      }
      return found;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
      try {
        return Enum.valueOf(type, name);
      } catch (IllegalArgumentException e) {
        throw malformed("it has the unknown word " + name);
      }
    }

    private static IllegalArgumentException malformed(String why) {
      return new IllegalArgumentException(
          "What the checkpoint tells of its pipeline cannot be understood: " + why);
    }
  }
}
