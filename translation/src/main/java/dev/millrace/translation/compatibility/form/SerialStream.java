/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility.form;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads what Java's serialisation writes, and makes text of it, without any of the classes. See
 * "Object Serialization Stream Protocol" in the specification of Java.
 *
 * <p>An object that is referred to several times is shown each time, as whether equal values are
 * one object is a matter of chance; one that is long, by a hash. What is in hash tables comes in an
 * order of its own. Versions of classes are left out, and so are those names of lambdas that
 * compilers make up.
 */
final class SerialStream {
  private static final int LONGEST_REPEATED = 256;

  private final DataInputStream in;
  private final List<Object> handles = new ArrayList<>();

  /** The layout of a class. */
  private record Layout(String name, int flags, List<Field> fields, @Nullable Layout parent) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private record Field(char type, String name) {}

  /** Stands for the text of an object that is being read still. */
  private record Unfinished() {}

  SerialStream(byte[] bytes) throws IOException {
    in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readShort() != ObjectStreamConstants.STREAM_MAGIC
        || in.readShort() != ObjectStreamConstants.STREAM_VERSION) {
      throw new StreamCorruptedException();
    }
  }

  /** What the object is made of that the stream begins with; empty if of nothing. */
  String readFields() throws IOException {
    byte tag = in.readByte();
    if (tag != ObjectStreamConstants.TC_OBJECT) {
      return read(tag);
    }
    Layout layout = readLayout();
    int handle = newHandle(new Unfinished());
    String fields = content(layout).fieldsAsText();
    handles.set(handle, fields);
    if (in.read() >= 0) {
      throw new StreamCorruptedException();
    }
    return fields;
  }

  private String read() throws IOException {
    return read(in.readByte());
  }

  private String read(byte tag) throws IOException {
    return switch (tag) {
      case ObjectStreamConstants.TC_NULL -> "null";
      case ObjectStreamConstants.TC_REFERENCE -> repeated(readHandle());
      case ObjectStreamConstants.TC_STRING -> string(in.readUTF());
      case ObjectStreamConstants.TC_LONGSTRING -> string(readLongString());
      case ObjectStreamConstants.TC_CLASS -> readClass();
      case ObjectStreamConstants.TC_ENUM -> readEnum();
      case ObjectStreamConstants.TC_ARRAY -> readArray();
      case ObjectStreamConstants.TC_OBJECT -> readObject();
      case ObjectStreamConstants.TC_BLOCKDATA -> hex(in.readUnsignedByte());
      case ObjectStreamConstants.TC_BLOCKDATALONG -> hex(in.readInt());
      default -> throw new StreamCorruptedException();
    };
  }

  private int newHandle(Object value) {
    handles.add(value);
    return handles.size() - 1;
  }

  private Object readHandle() throws IOException {
    int handle = in.readInt() - ObjectStreamConstants.baseWireHandle;
    if (handle < 0 || handle >= handles.size()) {
      throw new StreamCorruptedException();
    }
    return handles.get(handle);
  }

  private static String repeated(Object value) {
    if (value instanceof Layout layout) {
      return layout.name();
    }
    if (!(value instanceof String text)) {
      return "(itself)";
    }
    return text.length() <= LONGEST_REPEATED
        ? text
        : "#" + Hashing.sha256().hashString(text, StandardCharsets.UTF_8);
  }

  private String string(String value) {
    String text = '"' + value + '"';
    newHandle(text);
    return text;
  }

  private String readLongString() throws IOException {
    return new String(readBytes((int) in.readLong()), StandardCharsets.UTF_8);
  }

  private String hex(int length) throws IOException {
    return "0x" + BaseEncoding.base16().lowerCase().encode(readBytes(length));
  }

  private byte[] readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(Math.max(0, length));
    if (bytes.length != length) {
      throw new StreamCorruptedException();
    }
    return bytes;
  }

  private String readClass() throws IOException {
    Layout layout = readLayout();
    newHandle(layout.name());
    return layout.name();
  }

  private String readEnum() throws IOException {
    Layout layout = readLayout();
    int handle = newHandle(new Unfinished());
    String constant = read();
    String text = layout.name() + "." + constant.substring(1, constant.length() - 1);
    handles.set(handle, text);
    return text;
  }

  private String readArray() throws IOException {
    Layout layout = readLayout();
    int handle = newHandle(new Unfinished());
    List<String> items = new ArrayList<>();
    char type = layout.name().charAt(1);
    for (int left = in.readInt(); left > 0; left--) {
      items.add(readValue(type));
    }
    String text = items.toString();
    handles.set(handle, text);
    return text;
  }

  private String readObject() throws IOException {
    Layout layout = readLayout();
    int handle = newHandle(new Unfinished());
    String text = content(layout).asObject(layout.name());
    handles.set(handle, text);
    return text;
  }

  private SerialText content(Layout layout) throws IOException {
    SerialText content = new SerialText(new LinkedHashMap<>(), new ArrayList<>());
    readContent(layout, content);
    return content;
  }

  private void readContent(Layout layout, SerialText content) throws IOException {
    if (layout.parent() != null) {
      readContent(layout.parent(), content);
    }
    if (layout.has(ObjectStreamConstants.SC_SERIALIZABLE)) {
      for (Field field : layout.fields()) {
        content.fields().merge(field.name(), readValue(field.type()), (a, b) -> a + ", " + b);
      }
    }
    if (layout.has(ObjectStreamConstants.SC_WRITE_METHOD)
        || layout.has(ObjectStreamConstants.SC_EXTERNALIZABLE)) {
      readWritten(content.written());
    }
  }

  private void readWritten(List<String> written) throws IOException {
    for (byte tag = in.readByte();
        tag != ObjectStreamConstants.TC_ENDBLOCKDATA;
        tag = in.readByte()) {
      written.add(read(tag));
    }
  }

  private String readValue(char type) throws IOException {
    return switch (type) {
      case 'B' -> String.valueOf(in.readByte());
      case 'C' -> String.valueOf((int) in.readChar());
      case 'D' -> String.valueOf(in.readDouble());
      case 'F' -> String.valueOf(in.readFloat());
      case 'I' -> String.valueOf(in.readInt());
      case 'J' -> String.valueOf(in.readLong());
      case 'S' -> String.valueOf(in.readShort());
      case 'Z' -> String.valueOf(in.readBoolean());
      case 'L', '[' -> read();
      default -> throw new StreamCorruptedException();
    };
  }

  private Layout readLayout() throws IOException {
    Layout layout = readLayoutOrNull();
    if (layout == null) {
      throw new StreamCorruptedException();
    }
    return layout;
  }

  private @Nullable Layout readLayoutOrNull() throws IOException {
    switch (in.readByte()) {
      case ObjectStreamConstants.TC_NULL:
        return null;
      case ObjectStreamConstants.TC_REFERENCE:
        if (readHandle() instanceof Layout layout) {
          return layout;
        }
        throw new StreamCorruptedException();
      case ObjectStreamConstants.TC_CLASSDESC:
        return readNewLayout();
      case ObjectStreamConstants.TC_PROXYCLASSDESC:
        return readProxyLayout();
      default:
        throw new StreamCorruptedException();
    }
  }

  private Layout readNewLayout() throws IOException {
    String name = in.readUTF();
    in.readLong();
    int handle = newHandle(new Unfinished());
    int flags = in.readUnsignedByte();
    List<Field> fields = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      Field field = new Field((char) in.readUnsignedByte(), in.readUTF());
      fields.add(field);
      if (field.type() == 'L' || field.type() == '[') {
        read();
      }
    }
    return finished(handle, name, flags, fields);
  }

  private Layout readProxyLayout() throws IOException {
    int handle = newHandle(new Unfinished());
    List<String> interfaces = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      interfaces.add(in.readUTF());
    }
    return finished(handle, "proxy" + interfaces, ObjectStreamConstants.SC_SERIALIZABLE, List.of());
  }

  private Layout finished(int handle, String name, int flags, List<Field> fields)
      throws IOException {
    readWritten(new ArrayList<>());
    Layout layout = new Layout(name, flags, fields, readLayoutOrNull());
    handles.set(handle, layout);
    return layout;
  }
}
