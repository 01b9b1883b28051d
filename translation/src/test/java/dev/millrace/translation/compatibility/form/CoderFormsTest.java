/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoderFormsTest {
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  @TempDir Path directory;

  private static CoderForm form(Coder<?> coder) {
    return new CoderForms().of(coder);
  }

  private static Schema.Builder schema() {
    return Schema.builder().addInt64Field("id").addStringField("name");
  }

  private static CoderForm row(Schema.Builder schema) {
    return form(RowCoder.of(schema.build()));
  }

  @Test
  void codersThatBeamKnowsAreToldByTheirUrnAndTheirParts() {
    assertEquals(
        form(KvCoder.of(TEXT, VarLongCoder.of())), form(KvCoder.of(TEXT, VarLongCoder.of())));
    assertNotEquals(
        form(KvCoder.of(TEXT, VarLongCoder.of())), form(KvCoder.of(VarLongCoder.of(), TEXT)));
    assertNotEquals(form(VarIntCoder.of()), form(VarLongCoder.of()));
    assertNotEquals(form(ListCoder.of(TEXT)), form(IterableCoder.of(TEXT)));
    assertNotEquals(form(TEXT), form(NullableCoder.of(TEXT)));
    assertEquals(
        "kv(string_utf8, ListCoder{elementCoder=<part 0>, iterableName=\"List\"}(varint))",
        form(KvCoder.of(TEXT, ListCoder.of(VarLongCoder.of()))).toString());
  }

  @Test
  void rowsAreToldByTheirFieldsNotByTheIdOfTheSchema() {
    RowCoder coder = RowCoder.of(schema().build());
    RowCoder other = RowCoder.of(schema().build());

    assertNotEquals(coder.getSchema().getUUID(), other.getSchema().getUUID());
    assertEquals(form(coder), form(other));
    assertEquals("row(id: INT64, name: STRING)", form(coder).toString());
    assertNotEquals(form(coder), row(schema().addStringField("more")));
    assertNotEquals(row(schema().addInt32Field("n")), row(schema().addInt64Field("n")));
    assertNotEquals(
        row(schema().addRowField("nested", schema().build())),
        row(schema().addRowField("nested", schema().addInt64Field("n").build())));
  }

  @Test
  void rowsOfObjectsAreTheRows() {
    Schema schema = schema().build();
    Coder<String> ofObjects =
        SchemaCoder.of(
            schema,
            TypeDescriptors.strings(),
            text -> Row.withSchema(schema).addValues(1L, text).build(),
            row -> row.getString("name"));

    assertEquals(form(RowCoder.of(schema)), form(ofObjects));
  }

  @Test
  void logicalTypesAreToldByTheirArguments() {
    assertEquals(
        row(schema().addLogicalTypeField("e", EnumerationType.create("a", "b"))),
        row(schema().addLogicalTypeField("e", EnumerationType.create("a", "b"))));
    assertNotEquals(
        row(schema().addLogicalTypeField("e", EnumerationType.create("a", "b"))),
        row(schema().addLogicalTypeField("e", EnumerationType.create("b", "a"))));
  }

  @Test
  void rowWithMoreNullableFieldsAtTheEndDecodesTheOldOnes() throws Exception {
    Schema before = schema().build();
    Schema after = schema().addNullableField("more", FieldType.INT32).build();
    byte[] bytes =
        CoderUtils.encodeToByteArray(
            RowCoder.of(before), Row.withSchema(before).addValues(7L, "seven").build());

    Row read = CoderUtils.decodeFromByteArray(RowCoder.of(after), bytes);

    assertEquals("seven", read.getString("name"));
    assertTrue(form(RowCoder.of(after)).decodes(form(RowCoder.of(before))));
    assertTrue(
        form(KvCoder.of(TEXT, ListCoder.of(RowCoder.of(after))))
            .decodes(form(KvCoder.of(TEXT, ListCoder.of(RowCoder.of(before))))));
    assertNotEquals(form(RowCoder.of(after)), form(RowCoder.of(before)));
  }

  @Test
  void fieldThatBecameNullableDecodesTheOldOnes() throws Exception {
    Schema before = schema().addInt32Field("n").build();
    Schema after = schema().addNullableField("n", FieldType.INT32).build();
    byte[] bytes =
        CoderUtils.encodeToByteArray(
            RowCoder.of(before), Row.withSchema(before).addValues(7L, "seven", 3).build());

    assertEquals(3, CoderUtils.decodeFromByteArray(RowCoder.of(after), bytes).getInt32("n"));
    assertTrue(form(RowCoder.of(after)).decodes(form(RowCoder.of(before))));
    assertFalse(form(RowCoder.of(before)).decodes(form(RowCoder.of(after))));
  }

  @Test
  void otherRowsDoNotDecodeTheOldOnes() {
    CoderForm old = row(schema());

    assertFalse(row(schema().addStringField("more")).decodes(old));
    assertFalse(row(Schema.builder().addStringField("name").addInt64Field("id")).decodes(old));
    assertFalse(row(Schema.builder().addInt64Field("id")).decodes(old));
    assertFalse(row(Schema.builder().addInt64Field("id").addStringField("title")).decodes(old));
    assertFalse(row(Schema.builder().addInt32Field("id").addStringField("name")).decodes(old));
    assertFalse(
        row(Schema.builder().addArrayField("a", FieldType.STRING.withNullable(true)))
            .decodes(row(Schema.builder().addArrayField("a", FieldType.STRING))));
  }

  static class FieldsCoder extends CustomCoder<String> {
    private static final long serialVersionUID = 1L;
    private final Object parameter;

    FieldsCoder(Object parameter) {
      this.parameter = parameter;
    }

    @Override
    public void encode(String value, OutputStream out) throws IOException {
      TEXT.encode(value + parameter, out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      return TEXT.decode(in);
    }
  }

  private static CoderForm with(Object parameter) {
    return form(new FieldsCoder(parameter));
  }

  @Test
  void customCodersAreToldByTheirParameters() {
    assertEquals(with(1), with(1));
    assertNotEquals(with(1), with(2));
    assertNotEquals(with(1), with(1L).toString());
    assertNotEquals(with("a"), with("b"));
    assertNotEquals(with(new int[] {1, 2}), with(new int[] {1, 3}));
    assertNotEquals(with(List.of("a", "b")), with(List.of("b", "a")));
    assertNotEquals(with(Thread.State.NEW), with(Thread.State.BLOCKED));
    assertNotEquals(with(String.class), with(Integer.class));
    assertNotEquals(with(Map.of("a", 1)), with(Map.of("a", 2)));
    assertNotEquals(with(null), with("null"));
  }

  @Test
  void equalParametersAreEqualWhetherTheyAreOneObjectOrTwo() {
    String text = "a long enough text";
    assertEquals(with(List.of(text, text)), with(List.of(text, new String(text.toCharArray()))));
    assertEquals(with(Set.of("a", "b", "c")), with(Set.of("c", "b", "a")));
    LinkedHashMap<String, Integer> ordered = new LinkedHashMap<>();
    ordered.put("b", 1);
    ordered.put("a", 2);
    assertEquals(with(ordered), with(new LinkedHashMap<>(ordered)));
  }

  @Test
  void parameterThatRefersToItselfHasAnEnd() {
    Object[] ring = new Object[1];
    ring[0] = ring;

    assertEquals(with(ring), with(ring.clone()[0]));
  }

  @Test
  void codersInCustomCodersHaveTheirOwnForm() {
    CoderForm coder = with(MapCoder.of(TEXT, RowCoder.of(schema().build())));

    assertEquals(coder, with(MapCoder.of(TEXT, RowCoder.of(schema().build()))));
    assertNotEquals(
        coder, with(MapCoder.of(TEXT, RowCoder.of(schema().addInt32Field("n").build()))));
    assertEquals(with(schema().build()), with(schema().build()));
  }

  @Test
  void customCoderIsNotTrustedWithChangedRows() {
    CoderForm old = with(RowCoder.of(schema().build()));
    CoderForm now = with(RowCoder.of(schema().addNullableField("more", FieldType.INT32).build()));

    assertFalse(now.decodes(old));
  }

  private static Coder<Integer> delegating(DelegateCoder.CodingFunction<Integer, String> to) {
    return DelegateCoder.of(TEXT, to, Integer::valueOf, TypeDescriptor.of(Integer.class));
  }

  @Test
  void lambdasAreNotToldByTheNumbersThatCompilersGiveThem() {
    assertEquals(form(delegating(n -> "" + n)), form(delegating(n -> n + "")));
    assertNotEquals(form(delegating(n -> "" + n)), form(delegating(String::valueOf)));
  }

  /** Writes nothing of its fields by default, so that the layout cannot be told. */
  @SuppressWarnings("UnusedVariable") // is part of the layout all the same
  static final class Odd implements Serializable {
    private static final long serialVersionUID = 1L;
    private final transient String text;
    private final int number = 3;

    Odd(String text) {
      this.text = text;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.writeUTF(text);
    }

    private void readObject(ObjectInputStream in) throws IOException {
      in.readUTF();
    }
  }

  @Test
  void objectsOfAnUnusualLayoutAreToldToo() {
    assertEquals(with(new Odd("a")), with(new Odd("a")));
    assertNotEquals(with(new Odd("a")), with(new Odd("b")));
  }

  @Test
  void longTextIsCutAndStillTold() {
    String text = "x".repeat(100_000);

    assertEquals(with(text), with(text + ""));
    assertNotEquals(with(text), with(text + "y"));
    assertTrue(with(text).detail().length() < 2000);
  }

  @Test
  void whatIsNotSerialisableIsToldByItsClass() {
    CoderForm form = new CoderForms().structural("odd", new Object());

    assertEquals("odd{(not serialisable)}", form.toString());
  }

  /** An object of a class that is compiled and loaded anew, without a package. */
  private Object compiled(String name, String source) throws Exception {
    Path sources = Files.createTempDirectory(directory, "sources");
    Path file = Files.writeString(sources.resolve(name + ".java"), source);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                file.toString());
    assertEquals(0, status);
    URL[] urls = {sources.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return loader.loadClass(name).getConstructor().newInstance();
    }
  }

  private CoderForm coderOfVersion(int version, int parameter) throws Exception {
    return form(
        (Coder<?>)
            compiled(
                "Compiled",
                """
                import java.io.*;
                public class Compiled extends org.apache.beam.sdk.coders.CustomCoder<String> {
                  private static final long serialVersionUID = %d;
                  private final int parameter = Integer.parseInt("%d");
                  public void encode(String value, OutputStream out) {}
                  public String decode(InputStream in) { return ""; }
                }
                """
                    .formatted(version, parameter)));
  }

  @Test
  void versionOfACoderDoesNotCount() throws Exception {
    assertEquals(coderOfVersion(1, 7), coderOfVersion(2, 7));
    assertNotEquals(coderOfVersion(1, 7), coderOfVersion(1, 8));
  }

  @SuppressWarnings("unchecked")
  private CoderForm serialisedOfVersion(String version) throws Exception {
    Object object =
        compiled(
            "Stored", "public class Stored implements java.io.Serializable { " + version + " }");
    return form(SerializableCoder.of((Class<Serializable>) object.getClass()));
  }

  @Test
  void versionOfWhatJavaSerialisesCounts() throws Exception {
    String explicit = "private static final long serialVersionUID = 5;";

    assertEquals(serialisedOfVersion(explicit), serialisedOfVersion(explicit + " int added;"));
    assertNotEquals(
        serialisedOfVersion(explicit),
        serialisedOfVersion("private static final long serialVersionUID = 6;"));
    assertNotEquals(serialisedOfVersion(""), serialisedOfVersion("public int added;"));
  }

  static final class Plain extends AtomicCoder<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(String value, OutputStream out) {}

    @Override
    public String decode(InputStream in) {
      return "";
    }
  }

  @Test
  void coderWithoutParametersIsItsClass() {
    assertEquals(CoderForm.atom(Plain.class.getName(), ""), form(new Plain()));
  }
}
