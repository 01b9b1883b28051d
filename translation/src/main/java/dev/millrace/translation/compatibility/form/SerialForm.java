/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility.form;

import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What Java's serialisation writes of an object, as text that is the same in each run. */
final class SerialForm {
  private static final int LONGEST = 16 * 1024;
  private static final int SHOWN_OF_LONGER = 1024;

  /** Stands for an object that has a form of its own. */
  record Nested(int number) implements Serializable {}

  private SerialForm() {}

  /**
   * The fields of {@code object} and of what it refers to. Of what does not keep to the usual
   * layout, a hash of the bytes. Text that is very long ends in a hash of the whole.
   *
   * @param nested the number of an object that has a form of its own, -1 if it has none; {@code
   *     object} itself is not asked for
   */
  static String of(Object object, ToIntFunction<Object> nested) {
    Map<Object, Integer> numbers = new IdentityHashMap<>();
    byte[] bytes =
        serialised(
            object,
            known -> {
              int number = nested.applyAsInt(known);
              numbers.put(known, number);
              return number;
            },
            true);
    if (bytes.length == 0) {
      return "(not serialisable)";
    }
    String text;
    try {
      text = new SerialStream(bytes).readFields();
    } catch (IOException | RuntimeException e) {
      byte[] again = serialised(object, known -> numbers.getOrDefault(known, -1), false);
      text = "#" + Hashing.sha256().hashBytes(again);
    }
    return text.length() <= LONGEST
        ? text
        : text.substring(0, SHOWN_OF_LONGER)
            + "…#"
            + Hashing.sha256().hashString(text, StandardCharsets.UTF_8);
  }

  private static byte[] serialised(
      Object object, ToIntFunction<Object> nested, boolean withVersions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writing out = new Writing(bytes, object, nested, withVersions)) {
      out.writeObject(object);
    } catch (IOException | RuntimeException e) {
      return new byte[0];
    }
    return bytes.toByteArray();
  }

  private static final class Writing extends ObjectOutputStream {
    private final Object root;
    private final ToIntFunction<Object> nested;
    private final boolean withVersions;

    Writing(OutputStream out, Object root, ToIntFunction<Object> nested, boolean withVersions)
        throws IOException {
      super(out);
      this.root = root;
      this.nested = nested;
      this.withVersions = withVersions;
      enableReplaceObject(true);
    }

    // Types are for the compiler: what a coder makes of them, its other fields tell.
    @Override
    protected @Nullable Object replaceObject(Object object) {
      if (object instanceof TypeDescriptor<?>) {
        return null;
      }
      int number = object == root ? -1 : nested.applyAsInt(object);
      return number < 0 ? object : new Nested(number);
    }

    @Override
    protected void writeClassDescriptor(ObjectStreamClass described) throws IOException {
      if (withVersions) {
        super.writeClassDescriptor(described);
      } else {
        writeUTF(described.getName());
      }
    }
  }
}
