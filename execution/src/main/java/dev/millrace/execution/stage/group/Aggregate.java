package dev.millrace.execution.stage.group;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Table;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import org.apache.beam.sdk.coders.Coder;

/**
 * What a window table keeps per key and window, and what becomes of it.
 *
 * @param <C> the kind of cell
 */
interface Aggregate<C extends Cell> {

  /** The table {@code id} of such cells. */
  Table<C> table(KeyedState state, String id);

  /** Adds a value to a cell. */
  void add(C cell, Object value);

  /** What a group comes to. */
  Object result(C cell);

  /** The aggregate for {@code aggregation}, whose function needs no context. */
  @SuppressWarnings("unchecked") // the coders and functions of a specification fit one another
  static Aggregate<?> of(Aggregation aggregation) {
    if (aggregation instanceof Aggregation.Values values) {
      return new Buffered((Coder<Object>) values.valueCoder());
    }
    return new Accumulated(Accumulation.of(aggregation));
  }

  /** All values of the group. */
  record Buffered(Coder<Object> coder) implements Aggregate<Cell.Bag<Object>> {
    @Override
    public Table<Cell.Bag<Object>> table(KeyedState state, String id) {
      return state.bags(id, coder);
    }

    @Override
    public void add(Cell.Bag<Object> cell, Object value) {
      cell.add(value);
    }

    @Override
    public Object result(Cell.Bag<Object> cell) {
      return cell.read();
    }
  }

  /** The accumulator of the group. */
  record Accumulated(Accumulation accumulation) implements Aggregate<Cell.Value<Object>> {
    @Override
    public Table<Cell.Value<Object>> table(KeyedState state, String id) {
      return state.values(id, accumulation.coder());
    }

    @Override
    public void add(Cell.Value<Object> cell, Object value) {
      Object accumulator = cell.read();
      cell.write(
          accumulator == null ? accumulation.first(value) : accumulation.add(accumulator, value));
    }

    @Override
    public Object result(Cell.Value<Object> cell) {
      return accumulation.result(cell.read());
    }
  }
}
