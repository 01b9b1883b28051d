/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Names as bytes, such that names that differ have bytes that differ. */
final class Utf8 {
  private Utf8() {}

  /** Fails like {@link #bytes}. */
  static void check(String text) {
    bytes(text);
  }

  /** Fails with {@link IllegalArgumentException} where UTF-8 cannot say {@code text}. */
  static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (!new String(bytes, UTF_8).equals(text)) {
      throw new IllegalArgumentException(
          "The name \"" + text + "\" has half of a surrogate pair, and cannot be stored");
    }
    return bytes;
  }
}
