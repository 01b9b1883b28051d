/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Checkpoints whose contents follow from their ids, and what is read of them as text. */
final class Contents {
  static final StateId COUNT = new StateId("Count/GroupByKey", "panes");
  static final StateId NAMES = new StateId("Names/ParDo", "näme");

  private Contents() {}

  static CheckpointInfo info(long id) {
    Map<String, byte[]> sections = new LinkedHashMap<>();
    sections.put("plan", bytes("plan of " + id));
    sections.put("empty", new byte[0]);
    return new CheckpointInfo("jöb", 1_000 * id, id % 2 == 0, sections);
  }

  /** A segment with what belongs to {@code id} alone: a shared entry, a prefix, one that goes. */
  static Segment segment(CheckpointWriter writer, long id, int size) throws IOException {
    try (SegmentWriter segment = writer.newSegment()) {
      segment.put(COUNT, 3, bytes("latest"), bytes("c" + id));
      segment.deletePrefix(COUNT, 4, bytes("w"));
      for (int i = 0; i < size; i++) {
        segment.put(COUNT, 4, bytes("w" + i), bytes(id + "-" + i + "-" + "x".repeat(i % 50)));
      }
      segment.append(NAMES, StateId.UNGROUPED, bytes("log"), bytes("[" + id + "]"));
      segment.put(NAMES, 0, bytes("gone" + id), bytes("x"));
      segment.delete(NAMES, 0, bytes("gone" + id));
      return segment.finish();
    }
  }

  /** Publishes a checkpoint of one segment of its own. */
  static StoredCheckpoint publish(CheckpointDirectory directory, long id) throws IOException {
    try (CheckpointWriter writer = directory.begin(id)) {
      writer.add(segment(writer, id, 20));
      return writer.publish(info(id));
    }
  }

  /** Publishes a checkpoint of the segments of {@code base} and one of its own. */
  static StoredCheckpoint publishDelta(
      CheckpointDirectory directory, StoredCheckpoint base, long id) throws IOException {
    try (CheckpointWriter writer = directory.begin(id)) {
      base.manifest().segments().forEach(writer::add);
      writer.add(segment(writer, id, 20));
      return writer.publish(info(id));
    }
  }

  static Map<String, String> read(StoredCheckpoint checkpoint) throws IOException {
    return read(checkpoint.state());
  }

  static Map<String, String> read(StateSource image) {
    Map<String, String> entries = new TreeMap<>();
    for (StateId id : image.states()) {
      image.forEach(
          id,
          StateId.UNGROUPED,
          128,
          (group, key, value) -> entries.put(id + "/" + group + "/" + text(key), text(value)));
    }
    return entries;
  }

  /** What {@link #read} gives for a checkpoint of segments of these ids, in order. */
  static Map<String, String> expectedOf(int size, long... ids) {
    Map<String, String> entries = new TreeMap<>();
    for (long id : ids) {
      entries.put(COUNT + "/3/latest", "c" + id);
      for (int i = 0; i < size; i++) {
        entries.put(COUNT + "/4/w" + i, id + "-" + i + "-" + "x".repeat(i % 50));
      }
      entries.merge(NAMES + "/-1/log", "[" + id + "]", String::concat);
    }
    return entries;
  }

  static Map<String, String> expected(long... ids) {
    return expectedOf(20, ids);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
