/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** A coder of text as users write them: with parameters of all sorts, and coders in it. */
final class ParameterCoder extends CustomCoder<String> {
  private static final long serialVersionUID = 1L;

  /** How it writes. */
  enum Mode {
    PLAIN,
    PACKED
  }

  private final int version;
  private final Mode mode;
  private final Map<Object, String> names = new HashMap<>();
  private final Set<String> flags = new HashSet<>();
  private final Coder<?> inner;
  private transient String schema;

  ParameterCoder(int version, Mode mode, String schema, Coder<?> inner) {
    this.version = version;
    this.mode = mode;
    this.schema = schema;
    this.inner = inner;
    // Classes and enums hash otherwise in each run.
    names.put(Mode.PACKED, "packed");
    names.put(Mode.PLAIN, "plain");
    names.put(String.class, "text");
    flags.addAll(Set.of("a", "b", "c", "d"));
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeUTF(schema);
    out.writeObject(Map.of("one", 1, "two", 2, "three", 3));
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    schema = in.readUTF();
    in.readObject();
  }

  @Override
  public void encode(String value, OutputStream out) throws IOException {
    StringUtf8Coder.of().encode(value, out);
  }

  @Override
  public String decode(InputStream in) throws IOException {
    return StringUtf8Coder.of().decode(in);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public String toString() {
    return "ParameterCoder" + version + mode + inner;
  }
}
