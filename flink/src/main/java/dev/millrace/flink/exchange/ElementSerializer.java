/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.exchange;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.element.ElementCoder;
import java.io.IOException;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.api.java.typeutils.runtime.DataInputViewStream;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.api.java.typeutils.runtime.DataOutputViewStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes elements between stages by the coders of their collection. A key is in the element
 * already; of it only the hash travels, which is costly to come by.
 */
public final class ElementSerializer extends TypeSerializer<StageElement> {
  private static final long serialVersionUID = 1L;

  private final ElementCoder<Object> coder;
  private final @Nullable Coder<?> keyCoder;
  private final boolean fromSource;
  private transient @Nullable Keyer keyer;

  /**
   * A serializer.
   *
   * @param values codes the values
   * @param windows codes the windows
   * @param keyCoder codes the keys of the values, which are pairs then; null if there are none
   * @param fromSource whether there are metrics among the elements
   */
  @SuppressWarnings("unchecked") // a collection has elements of one type
  public ElementSerializer(
      Coder<?> values,
      Coder<? extends BoundedWindow> windows,
      @Nullable Coder<?> keyCoder,
      boolean fromSource) {
    this(ElementCoder.of((Coder<Object>) values, windows), keyCoder, fromSource);
  }

  private ElementSerializer(
      ElementCoder<Object> coder, @Nullable Coder<?> keyCoder, boolean fromSource) {
    this.coder = coder;
    this.keyCoder = keyCoder;
    this.fromSource = fromSource;
  }

  @Override
  @SuppressWarnings("unchecked") // elements of the collection
  public void serialize(StageElement record, DataOutputView target) throws IOException {
    if (fromSource) {
      byte[] metrics = record.metrics();
      target.writeBoolean(metrics != null);
      if (metrics != null) {
        target.writeInt(metrics.length);
        target.write(metrics);
        return;
      }
    }
    if (keyCoder != null) {
      target.writeInt(requireNonNull(record.key()).hashCode());
    }
    WindowedValue<Object> element = (WindowedValue<Object>) requireNonNull(record.element());
    coder.encode(element, new DataOutputViewStream(target));
  }

  @Override
  public StageElement deserialize(DataInputView source) throws IOException {
    if (fromSource && source.readBoolean()) {
      byte[] metrics = new byte[source.readInt()];
      source.readFully(metrics);
      return StageElement.ofMetrics(metrics);
    }
    if (keyCoder == null) {
      return new StageElement(null, coder.decode(new DataInputViewStream(source)));
    }
    int hash = source.readInt();
    WindowedValue<Object> element = coder.decode(new DataInputViewStream(source));
    Object key = ((KV<?, ?>) requireNonNull(element.getValue())).getKey();
    return new StageElement(
        new Key(key, keyer(keyCoder).structural(key), hash, Keyer.group(hash)), element);
  }

  private Keyer keyer(Coder<?> coding) {
    Keyer made = keyer;
    if (made == null) {
      made = new Keyer(coding, "an exchange");
      keyer = made;
    }
    return made;
  }

  @Override
  public StageElement deserialize(StageElement reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<StageElement> duplicate() {
    return new ElementSerializer(coder, keyCoder, fromSource);
  }

  @Override
  public StageElement createInstance() {
    throw new UnsupportedOperationException("There is no element without a value");
  }

  @Override
  public StageElement copy(StageElement from) {
    return from;
  }

  @Override
  public StageElement copy(StageElement from, StageElement reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ElementSerializer that
        && coder.equals(that.coder)
        && Objects.equals(keyCoder, that.keyCoder);
  }

  @Override
  public int hashCode() {
    return coder.hashCode();
  }

  // Elements are in no state: nothing of this is ever in a savepoint.
  @Override
  public TypeSerializerSnapshot<StageElement> snapshotConfiguration() {
    ElementSerializer self = this;
    return new Unneeded(self);
  }

  /** Of a serializer that is in no state. */
  private static final class Unneeded extends SimpleTypeSerializerSnapshot<StageElement> {
    Unneeded(ElementSerializer serializer) {
      super(() -> serializer);
    }
  }
}
