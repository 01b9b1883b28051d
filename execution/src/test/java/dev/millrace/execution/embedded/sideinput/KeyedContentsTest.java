package dev.millrace.execution.embedded.sideinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

class KeyedContentsTest {
  private static final Schema USER = Schema.builder().addStringField("user").build();
  private static final Schema NAME = Schema.builder().addStringField("name").build();

  @Test
  void whenAKeyIsEncodedLikeOneOfTheContents_thenItsValuesAreFound() {
    var contents =
        new KeyedContents(
            RowCoder.of(USER),
            "test",
            List.of(KV.of(row(USER, "a"), 1), KV.of(row(USER, "b"), 2), KV.of(row(USER, "a"), 3)));
    assertEquals(List.of(1, 3), contents.get(row(NAME, "a")));
    assertEquals(List.of(), contents.get(row(NAME, "c")));
    assertEquals(List.of(row(USER, "a"), row(USER, "b")), contents.get());
  }

  private static Row row(Schema schema, String value) {
    return Row.withSchema(schema).addValue(value).build();
  }
}
