/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.PartCoder;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.keying.Keyer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The state of a transform in several instances, which every so many operations is written down and
 * restored, each time at the next of some parallelisms. What it hands out works on the instance
 * that owns the key then.
 */
final class RestoringState implements KeyedState, AutoCloseable {
  private static final String TRANSFORM = "transform";

  /** A table or groups, in the state of an instance. */
  private interface Declared<T> {
    T in(KeyedState state);
  }

  private final KeySpace keys;
  private final Spilling spilling;
  private final int every;
  private final Supplier<InstanceRows> rows;
  private final int[] parallelisms;
  private final Map<String, Declared<?>> declarations = new LinkedHashMap<>();
  private final Map<String, Object> handedOut = new HashMap<>();
  private final List<HeapKeyedState> instances = new ArrayList<>();
  private final List<ChangeLog> logs = new ArrayList<>();
  private StateImage written = new StateImage();
  private int operations;
  private int restores;

  RestoringState(KeySpace keys, Spilling spilling, int every, int... parallelisms) {
    this(keys, spilling, InstanceRows::new, every, parallelisms);
  }

  RestoringState(
      KeySpace keys,
      Spilling spilling,
      Supplier<InstanceRows> rows,
      int every,
      int... parallelisms) {
    this.keys = keys;
    this.spilling = spilling;
    this.rows = rows;
    this.every = every;
    this.parallelisms = parallelisms;
    begin();
  }

  private void begin() {
    int parallelism = parallelisms[restores++ % parallelisms.length];
    for (int instance = 0; instance < parallelism; instance++) {
      ChangeLog log = new ChangeLog();
      logs.add(log);
      HeapKeyedState state =
          new HeapKeyedState(
              TRANSFORM,
              keys,
              spilling,
              RestoredState.of(written, instance, parallelism, Keyer.KEY_GROUPS),
              rows.get(),
              log);
      declarations.values().forEach(declaration -> declaration.in(state));
      instances.add(state);
    }
  }

  /** Writes all state down and goes on with what was written. */
  void restore() {
    barrier();
    complete();
    close();
    begin();
  }

  /** Goes on with what was written at the last barrier. */
  void fallBack() {
    complete();
    close();
    begin();
  }

  /** Begins to write down all state as it is now, which goes on with each operation. */
  void barrier() {
    complete();
    logs.forEach(ChangeLog::freeze);
  }

  private void complete() {
    for (ChangeLog log : logs) {
      if (log.isCapturing()) {
        assertTrue(log.capture(Slice.whole()));
        StateImage before = written;
        written = new StateImage();
        before.writeDelta(written);
        log.complete().writeDelta(written);
      }
    }
  }

  private void capture() {
    for (ChangeLog log : logs) {
      if (log.isCapturing()) {
        log.capture(Slice.ofSteps(1));
      }
    }
  }

  /** All instances, for an operation. */
  private List<HeapKeyedState> operate() {
    if (++operations % every == 0) {
      restore();
    } else {
      capture();
    }
    return instances;
  }

  private HeapKeyedState operate(Key key) {
    List<HeapKeyedState> all = operate();
    return all.get(Keyer.owner(key, all.size()));
  }

  int size() {
    return operate().stream().mapToInt(HeapKeyedState::size).sum();
  }

  @Override
  public void close() {
    instances.forEach(HeapKeyedState::close);
    instances.clear();
    logs.clear();
  }

  @SuppressWarnings("unchecked") // what is handed out is of the type of the declaration
  private <T> T declare(String id, Declared<?> declaration, T tables) {
    operate().forEach(declaration::in);
    declarations.put(id, declaration);
    return (T) handedOut.computeIfAbsent(id, absent -> tables);
  }

  private <C extends Cell> Table<C> table(
      String id, Class<? super C> kind, Declared<Table<C>> table) {
    return declare(id, table, new Tables<>(kind, table));
  }

  @Override
  public <T> Table<Cell.Value<T>> values(String id, Coder<T> coder) {
    return table(id, Cell.Value.class, state -> state.values(id, coder));
  }

  @Override
  public <T> Table<Cell.Value<T>> values(String id, PartCoder<T> coder) {
    return table(id, Cell.Value.class, state -> state.values(id, coder));
  }

  @Override
  public <T> Table<Cell.Bag<T>> bags(String id, Coder<T> coder) {
    return table(id, Cell.Bag.class, state -> state.bags(id, coder));
  }

  @Override
  public <K, V> Table<Cell.Map<K, V>> maps(String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    return table(id, Cell.Map.class, state -> state.maps(id, keyCoder, valueCoder));
  }

  @Override
  public <K, V> Table<Cell.Multimap<K, V>> multimaps(
      String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    return table(id, Cell.Multimap.class, state -> state.multimaps(id, keyCoder, valueCoder));
  }

  @Override
  public <T> Table<Cell.OrderedList<T>> orderedLists(String id, Coder<T> coder) {
    return table(id, Cell.OrderedList.class, state -> state.orderedLists(id, coder));
  }

  @Override
  public <K, V> Groups<K, V> groups(String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    Declared<Groups<K, V>> groups = state -> state.groups(id, keyCoder, valueCoder);
    return declare(id, groups, new AllGroups<>(groups));
  }

  /** The tables of all instances. */
  private final class Tables<C extends Cell> implements Table<C> {
    private final Class<? super C> kind;
    private final Declared<Table<C>> table;

    Tables(Class<? super C> kind, Declared<Table<C>> table) {
      this.kind = kind;
      this.table = table;
    }

    // Works on the cell that there is at the time.
    @Override
    @SuppressWarnings("unchecked") // the kind is that of the cells
    public C cell(Key key, Namespace namespace) {
      return (C)
          Proxy.newProxyInstance(
              kind.getClassLoader(),
              new Class<?>[] {kind},
              (proxy, method, arguments) -> {
                try {
                  return method.invoke(table.in(operate(key)).cell(key, namespace), arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public @Nullable C existing(Key key, Namespace namespace) {
      boolean present = table.in(operate(key)).existing(key, namespace) != null;
      return present ? cell(key, namespace) : null;
    }

    @Override
    public List<Key> keys(Namespace namespace) {
      List<Key> keys = new ArrayList<>();
      operate().forEach(state -> table.in(state).keys(namespace).forEach(keys::add));
      return keys;
    }

    @Override
    public void drain(Namespace namespace, BiConsumer<Key, C> consumer) {
      operate().forEach(state -> table.in(state).drain(namespace, consumer));
    }

    @Override
    public void clear(Namespace namespace) {
      operate().forEach(state -> table.in(state).clear(namespace));
    }
  }

  /** The groups of all instances. */
  private final class AllGroups<K, V> implements Groups<K, V> {
    private final Declared<Groups<K, V>> groups;

    AllGroups(Declared<Groups<K, V>> groups) {
      this.groups = groups;
    }

    @Override
    public void add(Key key, Namespace namespace, @Nullable V value) {
      groups.in(operate(key)).add(key, namespace, value);
    }

    @Override
    public void drain(Namespace namespace, BiConsumer<? super K, Iterable<V>> consumer) {
      operate().forEach(state -> groups.in(state).drain(namespace, consumer));
    }

    @Override
    public void gather(List<Namespace> namespaces, BiConsumer<? super K, Iterable<V>> consumer) {
      operate().forEach(state -> groups.in(state).gather(namespaces, consumer));
    }

    @Override
    public List<Namespace> namespaces() {
      Set<Namespace> namespaces = new HashSet<>();
      operate().forEach(state -> namespaces.addAll(groups.in(state).namespaces()));
      return List.copyOf(namespaces);
    }

    @Override
    public void clear(Namespace namespace) {
      operate().forEach(state -> groups.in(state).clear(namespace));
    }
  }
}
