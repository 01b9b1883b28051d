package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.beam.sdk.coders.Coder;

/**
 * The keyed state of one transform in one instance, as objects on the heap.
 *
 * <p>Threading: used by its instance's thread alone.
 */
public final class HeapKeyedState implements KeyedState {
  private final String transform;
  private final Map<String, Declared> tables = new HashMap<>();

  /**
   * No state yet.
   *
   * @param transform names the transform in errors
   */
  public HeapKeyedState(String transform) {
    this.transform = transform;
  }

  @Override
  public <T> Table<Cell.Value<T>> values(String id, Coder<T> coder) {
    BiFunction<Bucket<HeapValue<T>>, Key, HeapValue<T>> newCell = HeapValue::new;
    return table(id, new Declaration("values", List.of(coder)), newCell);
  }

  @Override
  public <T> Table<Cell.Bag<T>> bags(String id, Coder<T> elementCoder) {
    BiFunction<Bucket<HeapBag<T>>, Key, HeapBag<T>> newCell = HeapBag::new;
    return table(id, new Declaration("bags", List.of(elementCoder)), newCell);
  }

  @Override
  public <K, V> Table<Cell.Map<K, V>> maps(String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    BiFunction<Bucket<HeapMap<K, V>>, Key, HeapMap<K, V>> newCell =
        (bucket, key) -> new HeapMap<>(bucket, key, keyCoder);
    return table(id, new Declaration("maps", List.of(keyCoder, valueCoder)), newCell);
  }

  @Override
  public <K, V> Table<Cell.Multimap<K, V>> multimaps(
      String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    BiFunction<Bucket<HeapMultimap<K, V>>, Key, HeapMultimap<K, V>> newCell =
        (bucket, key) -> new HeapMultimap<>(bucket, key, keyCoder);
    return table(id, new Declaration("multimaps", List.of(keyCoder, valueCoder)), newCell);
  }

  @Override
  public <T> Table<Cell.OrderedList<T>> orderedLists(String id, Coder<T> elementCoder) {
    BiFunction<Bucket<HeapOrderedList<T>>, Key, HeapOrderedList<T>> newCell = HeapOrderedList::new;
    return table(id, new Declaration("ordered lists", List.of(elementCoder)), newCell);
  }

  /** How many cells hold something, over all tables. */
  public int size() {
    return tables.values().stream().mapToInt(declared -> declared.table.size()).sum();
  }

  /** How many windows and trigger nodes have state, over all tables. */
  public int namespaces() {
    return tables.values().stream().mapToInt(declared -> declared.table.namespaces()).sum();
  }

  // The kind is part of the declaration, and a table only hands cells out, never takes them in.
  @SuppressWarnings("unchecked")
  private <C extends Cell, H extends HeapCell<H>> Table<C> table(
      String id, Declaration declaration, BiFunction<Bucket<H>, Key, H> newCell) {
    Declared declared =
        tables.computeIfAbsent(id, absent -> new Declared(declaration, new HeapTable<>(newCell)));
    if (!declared.declaration.equals(declaration)) {
      throw new IllegalStateException(
          "State "
              + id
              + " of "
              + transform
              + " is asked for as "
              + declaration
              + " but was declared as "
              + declared.declaration);
    }
    return (Table<C>) declared.table;
  }

  private record Declaration(String kind, List<Coder<?>> coders) {}

  private record Declared(Declaration declaration, HeapTable<?> table) {}
}
