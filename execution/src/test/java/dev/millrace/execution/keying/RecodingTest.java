/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.keying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Iterables;
import dev.millrace.execution.host.AdmittedValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.BigEndianShortCoder;
import org.apache.beam.sdk.coders.BigIntegerCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.ByteCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
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
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.TextualIntegerCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.join.RawUnionValue;
import org.apache.beam.sdk.transforms.join.UnionCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TimestampedValue.TimestampedValueCoder;
import org.apache.beam.sdk.values.ValueInSingleWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecodingTest {
  private static final Schema USER = Schema.builder().addStringField("user").build();
  private static final Schema NAME = Schema.builder().addStringField("name").build();
  private static final Instant NOW = Instant.ofEpochMilli(5);
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  /** Faithful coders, each with a value of its. */
  static Stream<Arguments> faithful() {
    IntervalWindow window = new IntervalWindow(NOW, Duration.millis(3));
    return Stream.of(
        Arguments.of(BigDecimalCoder.of(), BigDecimal.TEN),
        Arguments.of(BigEndianIntegerCoder.of(), 1),
        Arguments.of(BigEndianLongCoder.of(), 1L),
        Arguments.of(BigEndianShortCoder.of(), (short) 1),
        Arguments.of(BigIntegerCoder.of(), BigInteger.TEN),
        Arguments.of(BooleanCoder.of(), true),
        Arguments.of(ByteArrayCoder.of(), new byte[] {1}),
        Arguments.of(ByteCoder.of(), (byte) 1),
        Arguments.of(DoubleCoder.of(), 1.5),
        Arguments.of(DurationCoder.of(), Duration.millis(1)),
        Arguments.of(FloatCoder.of(), 1.5f),
        Arguments.of(GlobalWindow.Coder.INSTANCE, GlobalWindow.INSTANCE),
        Arguments.of(InstantCoder.of(), NOW),
        Arguments.of(IntervalWindow.getCoder(), window),
        Arguments.of(TEXT, "a"),
        Arguments.of(TextualIntegerCoder.of(), 1),
        Arguments.of(VarIntCoder.of(), 1),
        Arguments.of(VarLongCoder.of(), 1L),
        Arguments.of(CollectionCoder.of(TEXT), List.of("a", "b")),
        Arguments.of(IterableCoder.of(TEXT), Set.of("a", "b")),
        Arguments.of(ListCoder.of(TEXT), List.of("a", "b")),
        Arguments.of(SetCoder.of(TEXT), Set.of("a", "b")),
        Arguments.of(KvCoder.of(TEXT, VarLongCoder.of()), KV.of("a", 1L)),
        Arguments.of(LengthPrefixCoder.of(TEXT), "a"),
        Arguments.of(MapCoder.of(TEXT, VarLongCoder.of()), Map.of("a", 1L)),
        Arguments.of(NullableCoder.of(TEXT), "a"),
        Arguments.of(OptionalCoder.of(TEXT), Optional.of("a")),
        Arguments.of(ShardedKey.Coder.of(TEXT), ShardedKey.of("a", new byte[] {1})),
        Arguments.of(TimestampedValueCoder.of(TEXT), TimestampedValue.of("a", NOW)),
        Arguments.of(UnionCoder.of(List.of(VarLongCoder.of(), TEXT)), new RawUnionValue(1, "a")),
        Arguments.of(
            ValueInSingleWindow.Coder.of(TEXT, IntervalWindow.getCoder()),
            ValueInSingleWindow.of("a", NOW, window, PaneInfo.NO_FIRING)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faithful")
  void whatIsAsTheCoderExpectsStaysTheSame(Coder<Object> coder, Object value) throws Exception {
    assertSame(value, Recoding.of(coder).recode(value));
    assertTrue(Recoding.of(coder).isFaithful());
    // That the coder takes it, too.
    CoderUtils.clone(coder, value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faithful")
  void nullAndOtherClassesFareAsWithTheCoder(Coder<Object> coder, Object value) {
    Recoding recoding = Recoding.of(coder);
    for (Object other : Arrays.asList(null, "text", 1, 1L, List.of(1.5), KV.of(1, null))) {
      assertEquals(refused(coder, other), refused(recoding, other), coder + " with " + other);
    }
  }

  private static boolean refused(Coder<Object> coder, Object value) {
    try {
      CoderUtils.clone(coder, value);
      return false;
    } catch (CoderException | RuntimeException e) {
      return true;
    }
  }

  private static boolean refused(Recoding recoding, Object value) {
    try {
      recoding.recode(value);
      return false;
    } catch (CoderException | RuntimeException e) {
      return true;
    }
  }

  /** Values with something in them that their coder does not take. */
  static Stream<Arguments> withSomethingWrongWithin() {
    return Stream.of(
        Arguments.of(ListCoder.of(TEXT), Arrays.asList("a", null)),
        Arguments.of(ListCoder.of(TEXT), List.of("a", 1)),
        Arguments.of(IterableCoder.of(ListCoder.of(TEXT)), List.of(Arrays.asList("a", null))),
        Arguments.of(MapCoder.of(TEXT, TEXT), Collections.singletonMap(null, "a")),
        Arguments.of(MapCoder.of(TEXT, TEXT), Collections.singletonMap("a", 1)),
        Arguments.of(KvCoder.of(TEXT, TEXT), KV.of("a", null)),
        Arguments.of(KvCoder.of(TEXT, KvCoder.of(TEXT, TEXT)), KV.of("a", KV.of(1, "a"))),
        Arguments.of(NullableCoder.of(TEXT), 1),
        Arguments.of(VoidCoder.of(), "a"),
        Arguments.of(OptionalCoder.of(TEXT), Optional.of(1)),
        Arguments.of(TimestampedValueCoder.of(TEXT), TimestampedValue.of(null, NOW)),
        Arguments.of(UnionCoder.of(List.of(TEXT)), new RawUnionValue(0, 1)),
        Arguments.of(UnionCoder.of(List.of(TEXT)), new RawUnionValue(1, "a")));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("withSomethingWrongWithin")
  void whatTheCoderRefusesIsRefused(Coder<Object> coder, Object value) {
    assertThrows(Exception.class, () -> Recoding.of(coder).recode(value));
    assertThrows(Exception.class, () -> CoderUtils.clone(coder, value));
  }

  @Test
  void nullStaysNullWhereTheCoderTakesIt() throws CoderException {
    assertEquals(null, Recoding.of(VoidCoder.of()).recode(null));
    assertEquals(null, Recoding.of(NullableCoder.of(TEXT)).recode(null));
    KV<?, ?> pair = KV.of(null, "a");
    assertSame(pair, Recoding.of(KvCoder.of(NullableCoder.of(TEXT), TEXT)).recode(pair));
  }

  @Test
  void whatTheCoderTakesButMakesAnewIsMadeAnew() throws CoderException {
    Object lazy = Iterables.transform(List.of("a", "b"), text -> text + text);
    assertEquals(
        List.of("aa", "bb"),
        List.copyOf((List<?>) Recoding.of(IterableCoder.of(TEXT)).recode(lazy)));
    assertEquals(Set.of("a"), Recoding.of(SetCoder.of(TEXT)).recode(List.of("a")));
  }

  @Test
  void valuesThatWereLookedAtOneByOneAreNotLookedAtAgain() throws CoderException {
    Object values =
        new Object() {
          final class Values implements Iterable<String>, AdmittedValues {
            @Override
            public java.util.Iterator<String> iterator() {
              throw new AssertionError("looked at again");
            }
          }
        }
        .new Values();
    assertSame(values, Recoding.of(IterableCoder.of(TEXT)).recode(values));
  }

  @Test
  void whenOnePartMayNotBeFaithful_thenTheWholeIsRecoded() throws CoderException {
    Recoding recoding = Recoding.of(IterableCoder.of(SerializableCoder.of(String.class)));
    assertFalse(recoding.isFaithful());
    List<String> value = List.of("a");
    assertEquals(value, List.copyOf((List<?>) recoding.recode(value)));
  }

  @Test
  void whatIsNotFaithfulBecomesWhatTheCoderMakesOfIt() throws CoderException {
    assertEquals(
        Row.withSchema(USER).addValue("a").build(),
        Recoding.of(RowCoder.of(USER)).recode(Row.withSchema(NAME).addValue("a").build()));
    Row row = Row.withSchema(NAME).addValue("a").build();
    assertSame(row, Recoding.ifFaithful(RowCoder.of(USER)).recode(row));
  }
}
