/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

/** No main source file may outgrow what one reader can hold in mind. */
class SourceSizeTest {
  private static final int MAX_LINES = 600;

  @Test
  void mainSourceFilesStayShort() {
    var files = SourceFiles.main();
    assertFalse(files.isEmpty(), "no sources found under " + SourceFiles.root());
    List<String> tooLong =
        files.stream()
            .filter(file -> SourceFiles.text(file).lines().count() > MAX_LINES)
            .map(file -> SourceFiles.root().relativize(file).toString())
            .toList();
    assertEquals(List.of(), tooLong, "files above " + MAX_LINES + " lines");
  }
}
