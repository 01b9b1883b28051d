/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.construction.resources.PipelineResources;

/** The jars that a cluster needs to run a job that is submitted by this process. */
final class JobJars {
  // What a cluster has itself, and a second time would only be in its way.
  private static final Pattern OF_FLINK =
      Pattern.compile("(flink-|log4j-|slf4j-|logback-|frocksdbjni-).*\\.jar");

  private JobJars() {}

  /** The class path of this process but for what is Flink's; directories are made jars of. */
  static String[] ofClassPath(PipelineOptions options) {
    List<String> all =
        PipelineResources.detectClassPathResourcesToStage(JobJars.class.getClassLoader(), options);
    List<String> ours = all.stream().filter(entry -> !isOfFlink(entry)).toList();
    return PipelineResources.prepareFilesForStaging(ours, System.getProperty("java.io.tmpdir"))
        .toArray(new String[0]);
  }

  private static boolean isOfFlink(String entry) {
    Path name = Path.of(entry).getFileName();
    return name != null && OF_FLINK.matcher(name.toString()).matches();
  }
}
