/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility.form;

import dev.millrace.translation.compatibility.form.CoderForm.Part;
import dev.millrace.translation.proto.PortableCoder;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.SchemaCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes the forms of coders.
 *
 * <ul>
 *   <li>A coder that Beam's portable model knows is told by its URN, payload and components.
 *   <li>Rows, and objects with a schema, are told by the fields of the schema: whatever class makes
 *       them, their bytes are those of the row.
 *   <li>What Java's serialisation codes is told by the class and its {@code serialVersionUID}, as
 *       Java itself refuses bytes of another one.
 *   <li>Any other coder is told by its class and by what Java's serialisation would write of it,
 *       coders in it by their own form. Its {@code serialVersionUID} does not count, nor do those
 *       of what it refers to: no byte that it encodes depends on them. Nor do the numbers in the
 *       names that a compiler gives to lambdas.
 * </ul>
 *
 * <p>That is as far as it goes. A coder whose code encodes differently than before, with nothing
 * else about it changed, looks like the one before; that only decoding will tell. Conversely, a
 * coder that was given another class name, or a field that no byte depends on, looks like another.
 *
 * <p>Threading: one thread at a time.
 */
public final class CoderForms {
  private static final CoderForm RECURSIVE = CoderForm.atom("itself", "");

  private final Map<Object, CoderForm> known = new IdentityHashMap<>();

  /** The form of {@code coder}. */
  public CoderForm of(Coder<?> coder) {
    CoderForm found = known.get(coder);
    if (found == null) {
      known.put(coder, RECURSIVE);
      found = make(coder);
      known.put(coder, found);
    }
    return found;
  }

  private CoderForm make(Coder<?> coder) {
    if (coder instanceof SchemaCoder<?> ofRows) {
      return RowForms.of(ofRows.getSchema());
    }
    if (coder.getClass().equals(SerializableCoder.class)) {
      Class<?> type = ((SerializableCoder<?>) coder).getRecordType();
      return CoderForm.atom(SerializableCoder.class.getName(), ofSerialised(type));
    }
    List<? extends Coder<?>> arguments = coder.getCoderArguments();
    return PortableCoder.of(coder)
        .filter(portable -> portable.components() == arguments.size())
        .map(portable -> new CoderForm(portable.urn(), text(portable.payload()), parts(arguments)))
        .orElseGet(() -> structural(coder.getClass().getName(), coder));
  }

  private List<Part> parts(List<? extends Coder<?>> coders) {
    return coders.stream().map(coder -> new Part("", of(coder))).toList();
  }

  /** The form of anything that can be serialised, such as a window function. */
  public CoderForm structural(String type, Object object) {
    List<Part> parts = new ArrayList<>();
    String structure =
        SerialForm.of(
            object,
            nested -> {
              CoderForm form = ofNested(nested);
              if (form == null) {
                return -1;
              }
              parts.add(new Part("", form));
              return parts.size() - 1;
            });
    return new CoderForm(type, structure, parts);
  }

  private @Nullable CoderForm ofNested(Object object) {
    if (object instanceof Coder<?> coder) {
      return of(coder);
    }
    return object instanceof Schema schema ? RowForms.of(schema) : null;
  }

  /**
   * What Java goes by when it reads an object of {@code type} that it has serialised: the name, and
   * the {@code serialVersionUID} where it looks at that.
   */
  public static String ofSerialised(Class<?> type) {
    ObjectStreamClass described = ObjectStreamClass.lookup(type);
    boolean looksAtVersion =
        described != null
            && !type.isArray()
            && !type.isEnum()
            && !type.isRecord()
            && !Modifier.isAbstract(type.getModifiers())
            && !type.getName().startsWith("java.");
    return looksAtVersion
        ? type.getName() + ", serialVersionUID " + described.getSerialVersionUID()
        : type.getName();
  }

  private static String text(byte[] payload) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      if (text.codePoints().noneMatch(Character::isISOControl)) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // It is no text, then.
    }
    return Base64.getEncoder().encodeToString(payload);
  }
}
