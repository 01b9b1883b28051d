/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.exchange;

import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The type of what an exchange carries, as Flink wants to know it. */
public final class ElementType extends TypeInformation<StageElement> {
  /** The type of the output of an operator that nothing leaves. */
  public static final ElementType NONE =
      new ElementType(
          new ElementSerializer(VoidCoder.of(), GlobalWindow.Coder.INSTANCE, null, false));

  private static final long serialVersionUID = 1L;

  private final ElementSerializer serializer;

  /** The type of elements that {@code serializer} writes. */
  public ElementType(ElementSerializer serializer) {
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<StageElement> createSerializer(SerializerConfig config) {
    return serializer.duplicate();
  }

  /** Asked for by the earlier line of Flink. */
  @SuppressWarnings({"deprecation", "MissingOverride"}) // the later one does not have it
  public TypeSerializer<StageElement> createSerializer(ExecutionConfig config) {
    return serializer.duplicate();
  }

  @Override
  public Class<StageElement> getTypeClass() {
    return StageElement.class;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ElementType;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ElementType that && serializer.equals(that.serializer);
  }

  @Override
  public int hashCode() {
    return serializer.hashCode();
  }

  @Override
  public String toString() {
    return "ElementType";
  }
}
