/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.keying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.execution.host.Key;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

class KeyerTest {
  private static final Schema USER = Schema.builder().addStringField("user").build();
  private static final Schema NAME = Schema.builder().addStringField("name").build();

  @Test
  void whenTheCoderIsFaithful_thenTheKeyKeepsTheValueItself() {
    String value = new String("a");
    assertSame(value, new Keyer(StringUtf8Coder.of(), "test").key(value).value());
  }

  @Test
  void whenRowsDifferInNamesOnly_thenTheyAreOneKey() {
    Keyer keyer = new Keyer(RowCoder.of(USER), "test");
    Key ofUser = keyer.key(Row.withSchema(USER).addValue("a").build());
    Key ofName = keyer.key(Row.withSchema(NAME).addValue("a").build());
    assertEquals(ofUser, ofName);
    assertEquals(ofUser.group(), ofName.group());
    assertNotEquals(ofUser, keyer.key(Row.withSchema(USER).addValue("b").build()));
  }

  @Test
  void whenTheRowHasAnotherSchema_thenTheKeyHasThatOfTheCoder() {
    Keyer keyer = new Keyer(RowCoder.of(USER), "test");
    Key key = keyer.key(Row.withSchema(NAME).addValue("a").build());
    assertEquals(Row.withSchema(USER).addValue("a").build(), key.value());
  }

  @Test
  void whenTheCoderTakesNull_thenNullIsAKey() {
    Keyer keyer = new Keyer(NullableCoder.of(RowCoder.of(USER)), "test");
    assertEquals(keyer.key(null), keyer.key(null));
  }

  @Test
  void whatTheCoderDoesNotTakeIsNoKey() {
    Keyer keyer = new Keyer(StringUtf8Coder.of(), "Count");
    for (Object value : java.util.Arrays.asList(null, 1L, java.util.List.of("a"))) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> keyer.key(value));
      assertEquals(
          "Encoding a key of Count with StringUtf8Coder failed: key " + value,
          refusal.getMessage());
    }
  }
}
