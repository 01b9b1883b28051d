package dev.millrace.execution.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

class RecodingTest {
  private static final Schema USER = Schema.builder().addStringField("user").build();
  private static final Schema NAME = Schema.builder().addStringField("name").build();

  @Test
  void whenAllPartsAreFaithful_thenNothingIsDone() {
    assertTrue(
        Recoding.of(
                KvCoder.of(
                    NullableCoder.of(StringUtf8Coder.of()), IterableCoder.of(VarLongCoder.of())))
            .none());
  }

  @Test
  void whenOnePartMayNotBeFaithful_thenSomethingIsDone() {
    assertFalse(Recoding.of(IterableCoder.of(SerializableCoder.of(String.class))).none());
  }

  @Test
  void whenOnlyTheValueOfAPairIsRecoded_thenTheKeyStaysAsItIs() throws CoderException {
    Recoding recoding = Recoding.of(KvCoder.of(StringUtf8Coder.of(), RowCoder.of(USER)));
    KV<?, ?> pair = KV.of(new String("k"), Row.withSchema(NAME).addValue("a").build());
    KV<?, ?> recoded = (KV<?, ?>) recoding.recode(null, (Object) pair);
    assertSame(pair.getKey(), recoded.getKey());
    assertEquals(Row.withSchema(USER).addValue("a").build(), recoded.getValue());
  }
}
