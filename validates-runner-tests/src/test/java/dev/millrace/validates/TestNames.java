/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.util.Optional;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** Names tests the way the report, the selection and the list of known failures spell them. */
final class TestNames {
  private TestNames() {}

  /** {@code package.Outer$Inner#method}, or the class alone, as far as the source tells. */
  static Optional<String> of(Optional<TestSource> source, String displayName) {
    return source.flatMap(
        at -> {
          if (at instanceof MethodSource method) {
            return Optional.of(method.getClassName() + "#" + displayName);
          }
          if (at instanceof ClassSource type) {
            return Optional.of(type.getClassName());
          }
          return Optional.empty();
        });
  }
}
