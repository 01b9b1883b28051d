/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.embedded.work.StageQueues;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.flink.stage.EntryBytes;
import dev.millrace.flink.stage.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The state of an instance in Flink's state backend: a map for each {@link StateId}, in it an entry
 * for each entry, under a key of Flink's that stands for a key group. It is written at barriers,
 * what has changed, and read when the instance begins. What belongs to no key group is in a list,
 * which each instance is given whole.
 */
final class FlinkState {
  private static final String ENTRIES = "millrace-entries";
  private static final String IDS = "millrace-states";
  private static final int[] KEY_OF_GROUP = keysOfGroups();

  private final Place place;
  private final @Nullable KeyedStateBackend<Integer> backend;
  private final ListState<byte[]> entries;
  private final ListState<byte[]> ids;
  private final TreeSet<StateId> known = new TreeSet<>();
  private final Map<StateId, MapState<String, byte[]>> maps = new HashMap<>();
  // Of an operator without keys, what is in key groups: it has but one.
  private final StateImage unkeyed = new StateImage();

  /**
   * The state of the instance at {@code place}.
   *
   * @param backend null for an operator without keys
   */
  FlinkState(
      Place place,
      @Nullable KeyedStateBackend<Integer> backend,
      OperatorStateStore operatorState)
      throws Exception {
    this.place = place;
    this.backend = backend;
    this.entries =
        operatorState.getUnionListState(
            new ListStateDescriptor<>(ENTRIES, BytePrimitiveArraySerializer.INSTANCE));
    this.ids =
        operatorState.getUnionListState(
            new ListStateDescriptor<>(IDS, BytePrimitiveArraySerializer.INSTANCE));
  }

  // For each key group the smallest hash that Flink and we put there.
  private static int[] keysOfGroups() {
    int[] keys = new int[Keyer.KEY_GROUPS];
    boolean[] found = new boolean[Keyer.KEY_GROUPS];
    int left = Keyer.KEY_GROUPS;
    for (int hash = 0; left > 0; hash++) {
      int group = KeyGroupRangeAssignment.assignToKeyGroup(hash, Keyer.KEY_GROUPS);
      if (group != Keyer.group(hash)) {
        throw new IllegalStateException(
            "Flink puts hash " + hash + " into key group " + group + ", and Millrace into another");
      }
      if (!found[group]) {
        found[group] = true;
        keys[group] = hash;
        left--;
      }
    }
    return keys;
  }

  /** All that the instance begins with. */
  StateImage read() throws Exception {
    StateImage image = new StateImage();
    int work = 0;
    for (byte[] entry : entries.get()) {
      StateId id = EntryBytes.idOf(entry);
      if (!id.equals(StageQueues.stateOf(id.transform()))) {
        EntryBytes.put(entry, image);
      } else if (work++ % place.parallelism() == place.instance()) {
        // Items of several instances, each with numbers of its own.
        putWork(entry, id, work, image);
      } else {
        // So that it is known that there was work.
        image.put(id, StateId.UNGROUPED, new byte[0], new byte[0]);
      }
    }
    for (byte[] id : ids.get()) {
      known.add(EntryBytes.idOf(id));
    }
    if (backend != null) {
      for (StateId id : known) {
        readKeyed(backend, id, image);
      }
    } else {
      keepGrouped(image);
    }
    return image;
  }

  private static void putWork(byte[] entry, StateId id, int number, StateSink image) {
    StateImage one = new StateImage();
    EntryBytes.put(entry, one);
    one.forEachUngrouped(
        id,
        (group, key, value) -> {
          image.put(id, group, new byte[0], new byte[0]);
          if (key.length > 0) {
            byte[] name = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
            image.put(id, group, name, value);
          }
        });
  }

  private void readKeyed(KeyedStateBackend<Integer> from, StateId id, StateImage image)
      throws Exception {
    MapState<String, byte[]> map = map(from, id);
    List<Integer> keys;
    try (Stream<Integer> all = from.getKeys(name(id), VoidNamespace.INSTANCE)) {
      keys = all.distinct().toList();
    }
    for (int key : keys) {
      from.setCurrentKey(key);
      for (Map.Entry<String, byte[]> entry : map.entries()) {
        image.put(id, Keyer.group(key), bytes(entry.getKey()), entry.getValue());
      }
    }
  }

  private void keepGrouped(StateImage image) {
    for (StateId id : image.states()) {
      image.forEach(
          id, 0, Integer.MAX_VALUE, (group, key, value) -> unkeyed.put(id, group, key, value));
    }
  }

  /** Writes down what {@code image} has, a delta as to what is in key groups. */
  void write(StateImage image) throws Exception {
    List<byte[]> list = new ArrayList<>();
    for (StateId id : image.states()) {
      image.forEachUngrouped(
          id, (group, key, value) -> list.add(EntryBytes.of(id, group, key, value)));
    }
    if (backend == null) {
      image.writeDelta(unkeyed);
      list.addAll(EntryBytes.all(unkeyed));
    } else {
      for (StateId id : image.states()) {
        if (!image.groups(id).isEmpty() && image.groups(id).last() >= 0) {
          known.add(id);
          writeKeyed(backend, id, image);
        }
      }
    }
    entries.update(list);
    ids.update(
        known.stream().map(id -> EntryBytes.of(id, 0, new byte[0], new byte[0])).toList());
  }

  private void writeKeyed(KeyedStateBackend<Integer> to, StateId id, StateImage image)
      throws Exception {
    MapSink sink = new MapSink(map(to, id));
    for (int group : image.groups(id).tailSet(0)) {
      to.setCurrentKey(KEY_OF_GROUP[group]);
      image.writeDelta(id, group, sink);
    }
  }

  private MapState<String, byte[]> map(KeyedStateBackend<Integer> of, StateId id)
      throws Exception {
    MapState<String, byte[]> map = maps.get(id);
    if (map == null) {
      map =
          of.getPartitionedState(
              VoidNamespace.INSTANCE,
              VoidNamespaceSerializer.INSTANCE,
              new MapStateDescriptor<>(
                  name(id), StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
      maps.put(id, map);
    }
    return map;
  }

  private static String name(StateId id) {
    return id.toString();
  }

  // Keys have to have a notion of equality. Each byte is a character.
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Writes operations to the map of the key group that is current. */
  private record MapSink(MapState<String, byte[]> map) implements StateSink {
    @Override
    public void put(StateId id, int group, byte[] key, byte[] value) {
      run(() -> map.put(text(key), value));
    }

    @Override
    public void append(StateId id, int group, byte[] key, byte[] value) {
      run(
          () -> {
            byte[] before = map.get(text(key));
            map.put(text(key), before == null ? value : joined(before, value));
          });
    }

    private static byte[] joined(byte[] first, byte[] second) {
      byte[] both = new byte[first.length + second.length];
      System.arraycopy(first, 0, both, 0, first.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }

    @Override
    public void delete(StateId id, int group, byte[] key) {
      run(() -> map.remove(text(key)));
    }

    @Override
    public void deletePrefix(StateId id, int group, byte[] prefix) {
      String start = text(prefix);
      run(
          () -> {
            Iterator<Map.Entry<String, byte[]>> all = map.iterator();
            while (all.hasNext()) {
              if (all.next().getKey().startsWith(start)) {
                all.remove();
              }
            }
          });
    }

    private interface Access {
      void run() throws Exception;
    }

    private static void run(Access access) {
      try {
        access.run();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("Writing to Flink's state backend failed", e);
      }
    }
  }
}
