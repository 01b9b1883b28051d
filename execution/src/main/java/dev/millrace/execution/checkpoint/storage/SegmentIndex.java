/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.execution.checkpoint.StateId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/** Where in a segment the operations on each state and group are. Does not change. */
final class SegmentIndex {
  private final NavigableMap<StateId, NavigableMap<Integer, List<Section>>> sections =
      new TreeMap<>();

  private SegmentIndex() {}

  /** Reads the index of {@code file}. */
  static SegmentIndex read(SegmentFile file) throws IOException {
    SegmentIndex index = new SegmentIndex();
    if (file.index() < file.end()) {
      BlockInput in = new BlockInput(file);
      in.seek(file.index(), 0);
      index.read(file, in);
    } else if (file.operations() != 0) {
      throw file.corrupt("there should be an index of " + file.operations() + " operations");
    }
    return index;
  }

  private void read(SegmentFile file, BlockInput in) throws IOException {
    List<StateId> names = new ArrayList<>();
    for (int left = in.readNumber(); left > 0; left--) {
      String transform = new String(in.readBytes(), UTF_8);
      names.add(new StateId(transform, new String(in.readBytes(), UTF_8)));
    }
    long operations = 0;
    for (int left = in.readNumber(); left > 0; left--) {
      int name = in.readNumber();
      if (name >= names.size()) {
        throw file.corrupt("there are " + names.size() + " names, none has the number " + name);
      }
      int group = in.readNumber() + StateId.UNGROUPED;
      Section section = new Section(in.readLong(), in.readNumber(), in.readLong());
      operations += section.operations();
      sections
          .computeIfAbsent(names.get(name), absent -> new TreeMap<>())
          .computeIfAbsent(group, absent -> new ArrayList<>(1))
          .add(section);
    }
    if (operations != file.operations()) {
      throw file.corrupt("expected " + file.operations() + " operations, found " + operations);
    }
  }

  /** The states that have operations. */
  NavigableSet<StateId> states() {
    return sections.navigableKeySet();
  }

  /** The groups of {@code id} that have operations. */
  NavigableSet<Integer> groups(StateId id) {
    return sections.getOrDefault(id, Collections.emptyNavigableMap()).navigableKeySet();
  }

  /** Where the operations on {@code id} in {@code group} are, in order. */
  List<Section> sections(StateId id, int group) {
    return sections
        .getOrDefault(id, Collections.emptyNavigableMap())
        .getOrDefault(group, List.of());
  }
}
