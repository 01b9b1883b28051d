package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.StateContext;

/** A {@link BagState}. */
final class BagView<T> extends StateView<Cell.Bag<T>> implements BagState<T> {

  BagView(Table<Cell.Bag<T>> table, Target target) {
    super(table, target);
  }

  @Override
  BagView<T> at(Target otherTarget, StateContext<?> context) {
    return new BagView<>(table(), otherTarget);
  }

  @Override
  public void add(T value) {
    cell().add(value);
  }

  @Override
  public Iterable<T> read() {
    return cell().read();
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return Deferred.isEmpty(cell());
  }

  @Override
  public BagState<T> readLater() {
    return this;
  }
}
