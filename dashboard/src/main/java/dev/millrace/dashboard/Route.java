/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is done with the requests of one method and path.
 *
 * @param method the HTTP method
 * @param path the path, with names in braces for what differs
 * @param access who may
 * @param handler does it
 */
record Route(String method, String path, Access access, Handler handler) {

  /** Who may ask. */
  enum Access {
    /** Everybody who reaches the server. */
    OPEN,
    /** Who reaches a loopback address, or else knows the token. */
    READ,
    /** Who knows the token. */
    WRITE
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Request request) throws Exception;
  }

  /** The values of the names in the path if {@code asked}, as it was sent, is one of these. */
  @Nullable Map<String, String> match(String asked) {
    List<String> wanted = parts(path);
    List<String> given = parts(asked);
    if (wanted.size() != given.size()) {
      return null;
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String name = wanted.get(i);
      if (name.startsWith("{")) {
        values.put(name.substring(1, name.length() - 1), decoded(given.get(i)));
      } else if (!name.equals(given.get(i))) {
        return null;
      }
    }
    return values;
  }

  private static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }

  private static String decoded(String part) {
    // A plus sign is one in a path, unlike in a query.
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
