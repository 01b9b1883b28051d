/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.keying;

import dev.millrace.execution.host.AdmittedValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.BigEndianShortCoder;
import org.apache.beam.sdk.coders.BigIntegerCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.ByteCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CollectionCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.DurationCoder;
import org.apache.beam.sdk.coders.FloatCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.LengthPrefixCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.OptionalCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.coders.TextualIntegerCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.join.RawUnionValue;
import org.apache.beam.sdk.transforms.join.UnionCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow.IntervalWindowCoder;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TimestampedValue.TimestampedValueCoder;
import org.apache.beam.sdk.values.ValueInSingleWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The values of which it can be told by their structure alone that a coder encodes them and decodes
 * what equals them: how they are composed, and the classes of what they are composed of. Telling
 * encodes nothing.
 *
 * <p>Of a value that a shape does not admit nothing is known: the coder may refuse it, or make
 * something else of it.
 *
 * <p>The coders that have a shape are known to be faithful. Of any other coder this cannot be
 * known: its values may lose a field on the way, gain the schema of their collection, become of
 * another class, or only then turn out not to be encodable.
 */
abstract class Shape {
  /** The coders of values that are of one class, or null. */
  private static final Map<Class<?>, Class<?>> ATOMS =
      Map.ofEntries(
          Map.entry(BigDecimalCoder.class, BigDecimal.class),
          Map.entry(BigEndianIntegerCoder.class, Integer.class),
          Map.entry(BigEndianLongCoder.class, Long.class),
          Map.entry(BigEndianShortCoder.class, Short.class),
          Map.entry(BigIntegerCoder.class, BigInteger.class),
          Map.entry(BooleanCoder.class, Boolean.class),
          Map.entry(ByteArrayCoder.class, byte[].class),
          Map.entry(ByteCoder.class, Byte.class),
          Map.entry(DoubleCoder.class, Double.class),
          Map.entry(DurationCoder.class, Duration.class),
          Map.entry(FloatCoder.class, Float.class),
          Map.entry(GlobalWindow.Coder.class, GlobalWindow.class),
          Map.entry(InstantCoder.class, Instant.class),
          Map.entry(IntervalWindowCoder.class, IntervalWindow.class),
          Map.entry(StringUtf8Coder.class, String.class),
          Map.entry(TextualIntegerCoder.class, Integer.class),
          Map.entry(VarIntCoder.class, Integer.class),
          Map.entry(VarLongCoder.class, Long.class));

  /** How shapes are composed as their coders are. */
  private static final Map<Class<?>, Function<List<Shape>, Shape>> COMPOSITES =
      Map.ofEntries(
          Map.entry(CollectionCoder.class, parts -> new Elements(Collection.class, parts.get(0))),
          Map.entry(IterableCoder.class, parts -> new Elements(Collection.class, parts.get(0))),
          Map.entry(ListCoder.class, parts -> new Elements(List.class, parts.get(0))),
          Map.entry(SetCoder.class, parts -> new Elements(Set.class, parts.get(0))),
          Map.entry(KvCoder.class, parts -> new Pair(parts.get(0), parts.get(1))),
          Map.entry(LengthPrefixCoder.class, parts -> parts.get(0)),
          Map.entry(MapCoder.class, parts -> new Entries(parts.get(0), parts.get(1))),
          Map.entry(NullableCoder.class, parts -> new OrNull(parts.get(0))),
          Map.entry(
              OptionalCoder.class,
              parts ->
                  new Around(
                      Optional.class,
                      optional -> ((Optional<?>) optional).orElse(null),
                      new OrNull(parts.get(0)))),
          Map.entry(
              ShardedKey.Coder.class,
              parts ->
                  new Around(
                      ShardedKey.class, key -> ((ShardedKey<?>) key).getKey(), parts.get(0))),
          Map.entry(
              TimestampedValueCoder.class,
              parts ->
                  new Around(
                      TimestampedValue.class,
                      value -> ((TimestampedValue<?>) value).getValue(),
                      parts.get(0))),
          Map.entry(UnionCoder.class, Union::new),
          Map.entry(
              ValueInSingleWindow.Coder.class,
              parts ->
                  new Around(
                      ValueInSingleWindow.class,
                      value -> ((ValueInSingleWindow<?>) value).getValue(),
                      parts.get(0))),
          Map.entry(VoidCoder.class, parts -> new Nothing()));

  private Shape() {}

  /** Whether {@code value} has this shape. */
  abstract boolean admits(@Nullable Object value);

  /** The shape of the values of {@code coder}, null if it is not known to be faithful. */
  static @Nullable Shape of(Coder<?> coder) {
    Class<?> atom = ATOMS.get(coder.getClass());
    if (atom != null) {
      return new Atom(atom);
    }
    Function<List<Shape>, Shape> composite = COMPOSITES.get(coder.getClass());
    if (composite == null) {
      return null;
    }
    List<Shape> parts = new ArrayList<>();
    for (Coder<?> component : ((StructuredCoder<?>) coder).getComponents()) {
      Shape part = of(component);
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return composite.apply(parts);
  }

  /** Of one class. */
  private static final class Atom extends Shape {
    private final Class<?> type;

    Atom(Class<?> type) {
      this.type = type;
    }

    @Override
    boolean admits(@Nullable Object value) {
      return value != null && value.getClass() == type;
    }
  }

  /** Null. */
  private static final class Nothing extends Shape {
    @Override
    boolean admits(@Nullable Object value) {
      return value == null;
    }
  }

  private static final class OrNull extends Shape {
    private final Shape other;

    OrNull(Shape other) {
      this.other = other;
    }

    @Override
    boolean admits(@Nullable Object value) {
      return value == null || other.admits(value);
    }
  }

  private static final class Pair extends Shape {
    private final Shape key;
    private final Shape value;

    Pair(Shape key, Shape value) {
      this.key = key;
      this.value = value;
    }

    @Override
    boolean admits(@Nullable Object pair) {
      return pair instanceof KV<?, ?> kv && key.admits(kv.getKey()) && value.admits(kv.getValue());
    }
  }

  /**
   * Collections. An iterable that is none may be made anew by each iteration, if there can be a
   * second one at all.
   */
  private static final class Elements extends Shape {
    private final Class<?> type;
    private final Shape element;

    Elements(Class<?> type, Shape element) {
      this.type = type;
      this.element = element;
    }

    @Override
    boolean admits(@Nullable Object value) {
      if (value instanceof AdmittedValues) {
        return type == Collection.class || type.isInstance(value);
      }
      if (!type.isInstance(value)) {
        return false;
      }
      for (Object item : (Collection<?>) value) {
        if (!element.admits(item)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Entries extends Shape {
    private final Shape key;
    private final Shape value;

    Entries(Shape key, Shape value) {
      this.key = key;
      this.value = value;
    }

    @Override
    boolean admits(@Nullable Object map) {
      if (!(map instanceof Map<?, ?> entries)) {
        return false;
      }
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        if (!key.admits(entry.getKey()) || !value.admits(entry.getValue())) {
          return false;
        }
      }
      return true;
    }
  }

  /** Of one class, with one value within. */
  private static final class Around extends Shape {
    private final Class<?> type;
    private final UnaryOperator<Object> within;
    private final Shape value;

    Around(Class<?> type, UnaryOperator<Object> within, Shape value) {
      this.type = type;
      this.within = within;
      this.value = value;
    }

    @Override
    boolean admits(@Nullable Object outer) {
      return type.isInstance(outer) && value.admits(within.apply(outer));
    }
  }

  private static final class Union extends Shape {
    private final List<Shape> byTag;

    Union(List<Shape> byTag) {
      this.byTag = byTag;
    }

    @Override
    boolean admits(@Nullable Object value) {
      return value instanceof RawUnionValue union
          && union.getUnionTag() >= 0
          && union.getUnionTag() < byTag.size()
          && byTag.get(union.getUnionTag()).admits(union.getValue());
    }
  }
}
