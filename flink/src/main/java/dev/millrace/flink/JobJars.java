/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The jars that a cluster needs to run a job that is submitted by this process. */
final class JobJars {
  // What a cluster has itself, and a second time would only be in its way.
  private static final Pattern OF_FLINK =
      Pattern.compile("(flink-(?!.*millrace)|log4j-|slf4j-|logback-|scala-).*\\.jar");

  private JobJars() {}

  /**
   * The jars on the class path of this process that are not Flink's.
   *
   * @throws IllegalStateException if there are directories on it, which no cluster can be given
   */
  static String[] ofClassPath() {
    List<String> jars = new ArrayList<>();
    List<String> directories = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry))) {
        directories.add(entry);
      } else if (!OF_FLINK.matcher(Path.of(entry).getFileName().toString()).matches()) {
        jars.add(entry);
      }
    }
    if (!directories.isEmpty()) {
      throw new IllegalStateException(
          "A Flink cluster can be given jars, but the class path of this process has directories: "
              + String.join(", ", directories)
              + ". Make a jar of them");
    }
    return jars.toArray(new String[0]);
  }
}
