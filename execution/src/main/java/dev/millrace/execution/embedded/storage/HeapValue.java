package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.embedded.grouping.NumberKind;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One value; a number is kept without its box. */
final class HeapValue<T> extends HeapCell<HeapValue<T>> implements Cell.Value<T> {
  private @Nullable T value;
  private @Nullable NumberKind kind;
  private long number;

  HeapValue(Bucket<HeapValue<T>> bucket, Key key) {
    super(bucket, key);
  }

  @Override
  @SuppressWarnings("unchecked") // a number is in here only if T may be one
  public @Nullable T read() {
    HeapValue<T> cell = current();
    return cell.kind == null ? cell.value : (T) cell.kind.box(cell.number);
  }

  @Override
  public void write(@Nullable T newValue) {
    if (newValue == null) {
      clear();
      return;
    }
    HeapValue<T> cell = current();
    cell.attach();
    cell.set(newValue, NumberKind.of(newValue));
  }

  // To look at a field costs less than to store a reference in an object that has become old.
  private void set(T newValue, @Nullable NumberKind newKind) {
    T object = newKind == null ? newValue : null;
    if (value != object) {
      value = object;
    }
    if (kind != newKind) {
      kind = newKind;
    }
    if (newKind != null) {
      number = newKind.bits(newValue);
    }
  }

  @Override
  HeapValue<T> self() {
    return this;
  }

  @Override
  boolean isVacant() {
    return value == null && kind == null;
  }

  @Override
  void vacate() {
    value = null;
    kind = null;
  }
}
