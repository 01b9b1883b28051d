/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.keyed;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.keying.Keyer;
import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What stands at the beginning of the keys of entries: the namespace, and then the key as the user
 * knows it. Each stands behind its length, so that all entries of a namespace, and all those of a
 * cell, begin alike and no others do.
 *
 * <p>A namespace is twice the index of its trigger node, plus two, plus one if it has a window;
 * then the window.
 *
 * <p>Not thread-safe.
 */
public final class EntryKeys {
  private static final byte[] NOTHING = {};

  private final String transform;
  private final Coder<Object> keyCoder;
  private final Coder<BoundedWindow> windowCoder;
  private final Keyer keyer;

  // Entries are read in the order of their keys, so that the latest is often the next.
  private byte[] latestNamespaceBytes = NOTHING;
  private @Nullable Namespace latestNamespace;
  private byte[] latestKeyBytes = NOTHING;
  private @Nullable Key latestKey;

  /** For the keys and windows of {@code space}, of {@code transform}. */
  @SuppressWarnings("unchecked") // keys and windows of a transform are what its coders code
  public EntryKeys(String transform, KeySpace space) {
    this.transform = transform;
    this.keyCoder = (Coder<Object>) space.keyCoder();
    this.windowCoder = (Coder<BoundedWindow>) space.windowCoder();
    this.keyer = new Keyer(keyCoder, transform);
  }

  /** How the keys of all entries of {@code namespace} begin. */
  public byte[] prefix(Namespace namespace) {
    BoundedWindow window = namespace.window();
    EntryOutput body = new EntryOutput();
    body.writeLength(2 * (namespace.trigger() + 1) + (window == null ? 0 : 1));
    if (window != null) {
      byte[] encoded = encoded("window", windowCoder, window);
      body.write(encoded, 0, encoded.length);
    }
    return extended(NOTHING, body.toBytes());
  }

  /** How the keys of all entries of {@code key} begin in the namespace with this prefix. */
  public byte[] prefix(byte[] namespace, Key key) {
    return prefix(namespace, encoded("key", keyCoder, key.value()));
  }

  /** As {@link #prefix(byte[], Key)}, of a key that its coder has encoded by itself. */
  public byte[] prefix(byte[] namespace, byte[] encodedKey) {
    return extended(namespace, encodedKey);
  }

  /** {@code prefix}, and behind it {@code part} with its length. */
  public static byte[] extended(byte[] prefix, byte[] part) {
    int lengthBytes = 1;
    for (int rest = part.length; rest > 0x7f; rest >>>= 7) {
      lengthBytes++;
    }
    byte[] extended = Arrays.copyOf(prefix, prefix.length + lengthBytes + part.length);
    int at = prefix.length;
    int rest = part.length;
    for (; rest > 0x7f; rest >>>= 7) {
      extended[at++] = (byte) ((rest & 0x7f) | 0x80);
    }
    extended[at++] = (byte) rest;
    System.arraycopy(part, 0, extended, at, part.length);
    return extended;
  }

  private <T> byte[] encoded(String what, Coder<T> coder, @Nullable T value) {
    try {
      return CoderUtils.encodeToByteArray(coder, value);
    } catch (CoderException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Encoding a "
              + what
              + " of "
              + transform
              + " for a checkpoint with "
              + Rendering.value(coder)
              + " failed: "
              + Rendering.value(value),
          e);
    }
  }

  /** The namespace at the beginning of {@code in}, which moves behind it. */
  public Namespace namespace(EntryInput in) {
    byte[] bytes = in.readPart();
    Namespace namespace = latestNamespace;
    if (namespace == null || !Arrays.equals(bytes, latestNamespaceBytes)) {
      namespace = decodedNamespace(bytes);
      latestNamespace = namespace;
      latestNamespaceBytes = bytes;
    }
    return namespace;
  }

  private Namespace decodedNamespace(byte[] bytes) {
    EntryInput in = new EntryInput(bytes);
    int first = in.readLength();
    BoundedWindow window = (first & 1) == 0 ? null : decoded("window", windowCoder, in.readRest());
    return new Namespace(window, first / 2 - 1);
  }

  /**
   * The key at the beginning of {@code in}, which moves behind it.
   *
   * @param group the key group of the entry
   * @throws IllegalStateException if the key does not belong to that group now
   */
  public Key key(int group, EntryInput in) {
    byte[] bytes = in.readPart();
    Key key = latestKey;
    if (key == null || !Arrays.equals(bytes, latestKeyBytes)) {
      key = keyer.key(decoded("key", keyCoder, bytes));
      latestKey = key;
      latestKeyBytes = bytes;
    }
    if (key.group() != group) {
      throw new IllegalStateException(
          "A key of "
              + transform
              + " was written to a checkpoint as one of key group "
              + group
              + " but is one of key group "
              + key.group()
              + " now: "
              + Rendering.value(key.value())
              + ". Its coder, "
              + Rendering.value(keyCoder)
              + ", has to encode equal keys alike, in all runs.");
    }
    return key;
  }

  private <T> T decoded(String what, Coder<T> coder, byte[] bytes) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException | RuntimeException e) {
      throw new IllegalStateException(
          "Decoding a "
              + what
              + " of "
              + transform
              + " from a checkpoint with "
              + Rendering.value(coder)
              + " failed",
          e);
    }
  }
}
