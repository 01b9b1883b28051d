/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;

/** The output receivers of one DoFn instance, made once per tag. */
final class Receivers implements MultiOutputReceiver {
  private final FnOutputs outputs;
  private final Map<TupleTag<?>, Coder<?>> coders;
  private final Map<TupleTag<?>, OutputReceiver<?>> byTag = new HashMap<>();
  private final Map<TupleTag<?>, OutputReceiver<Row>> rowsByTag = new HashMap<>();

  Receivers(FnOutputs outputs, Map<TupleTag<?>, Coder<?>> coders) {
    this.outputs = outputs;
    this.coders = coders;
  }

  @Override
  @SuppressWarnings("unchecked") // the receiver of a tag was made for the tag's type
  public <T> OutputReceiver<T> get(TupleTag<T> tag) {
    return (OutputReceiver<T>) byTag.computeIfAbsent(tag, t -> new Receiver<>(outputs, tag));
  }

  @Override
  public <T> OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
    return rowsByTag.computeIfAbsent(tag, t -> new RowReceiver<>(get(tag), schemaCoder(tag)));
  }

  @SuppressWarnings("unchecked") // the coder of a tag codes the tag's type
  private <T> SchemaCoder<T> schemaCoder(TupleTag<T> tag) {
    Coder<?> coder = Objects.requireNonNull(coders.get(tag), () -> "Unknown output tag " + tag);
    if (coder instanceof SchemaCoder) {
      return (SchemaCoder<T>) coder;
    }
    throw new IllegalStateException(
        "Output with tag "
            + tag
            + " must have a schema in order to receive rows, but its coder is "
            + coder);
  }

  private static final class Receiver<T> implements OutputReceiver<T> {
    private final FnOutputs outputs;
    private final TupleTag<T> tag;
    private final boolean main;

    Receiver(FnOutputs outputs, TupleTag<T> tag) {
      this.outputs = outputs;
      this.tag = tag;
      this.main = tag.equals(outputs.mainTag());
    }

    @Override
    public void output(T value) {
      if (main) {
        outputs.output(value);
      } else {
        outputs.output(tag, value);
      }
    }

    @Override
    public void outputWithTimestamp(T value, Instant timestamp) {
      outputs.outputAt(tag, value, timestamp);
    }

    @Override
    public OutputBuilder<T> builder(T value) {
      WindowedValues.Builder<T> builder =
          WindowedValues.builder(outputs.current()).withValue(value);
      return builder.setReceiver(element -> outputs.outputElement(tag, element));
    }
  }

  private static final class RowReceiver<T> implements OutputReceiver<Row> {
    private final OutputReceiver<T> receiver;
    private final SchemaCoder<T> coder;

    RowReceiver(OutputReceiver<T> receiver, SchemaCoder<T> coder) {
      this.receiver = receiver;
      this.coder = coder;
    }

    @Override
    public OutputBuilder<Row> builder(Row value) {
      OutputBuilder<T> target = receiver.builder(coder.getFromRowFunction().apply(value));
      return WindowedValues.<Row>builder()
          .setValue(value)
          .setTimestamp(target.getTimestamp())
          .setWindows(target.getWindows())
          .setPaneInfo(target.getPaneInfo())
          .setRecordId(target.getRecordId())
          .setRecordOffset(target.getRecordOffset())
          .setCausedByDrain(target.causedByDrain())
          .setReceiver(
              row ->
                  target
                      .setValue(coder.getFromRowFunction().apply(row.getValue()))
                      .setTimestamp(row.getTimestamp())
                      .setWindows(row.getWindows())
                      .setPaneInfo(row.getPaneInfo())
                      .output());
    }
  }
}
