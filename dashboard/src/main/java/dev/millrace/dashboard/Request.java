/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A request.
 *
 * @param path the values of the names in the path
 * @param query the values of the query, the last where one is given several times
 * @param body the body, empty if there is none
 */
record Request(Map<String, String> path, Map<String, String> query, byte[] body) {

  String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("The path has no " + name);
    }
    return value;
  }

  @Nullable String query(String name) {
    return query.get(name);
  }

  /**
   * A value of the query that has to be there.
   *
   * @throws HttpError if it is not
   */
  String required(String name) {
    String value = query.get(name);
    if (value == null || value.isEmpty()) {
      throw new HttpError(400, "The query needs " + name + "=…");
    }
    return value;
  }
}
