/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a directory, known by their names. Others in it are nobody's business here.
 *
 * @param checkpoints the ids of those that have a manifest
 * @param segments names of segments, whole or not
 * @param temporary names of files that were never made what they were to become
 * @param others names of all other files
 */
record CheckpointFiles(
    NavigableSet<Long> checkpoints,
    List<String> segments,
    List<String> temporary,
    List<String> others) {
  /** There once a checkpoint has been published. */
  static final String PUBLISHED = "PUBLISHED";

  private static final String TEMPORARY = ".tmp";
  private static final Pattern MANIFEST = Pattern.compile("checkpoint-(\\d{1,18})\\.manifest");
  private static final Pattern SEGMENT = Pattern.compile("segment-(\\d{1,18})-\\d{1,18}\\.log");

  static CheckpointFiles list(Path directory) throws IOException {
    CheckpointFiles files =
        new CheckpointFiles(
            new TreeSet<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        files.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  private void add(String name) {
    Matcher manifest = MANIFEST.matcher(name);
    if (manifest.matches()) {
      checkpoints.add(Long.parseLong(manifest.group(1)));
    } else if (isSegment(name)) {
      segments.add(name);
    } else if (isTemporary(name)) {
      temporary.add(name);
    } else {
      others.add(name);
    }
  }

  private static boolean isTemporary(String name) {
    return name.endsWith(TEMPORARY)
        && MANIFEST.matcher(name.substring(0, name.length() - TEMPORARY.length())).matches();
  }

  static boolean isSegment(String name) {
    return SEGMENT.matcher(name).matches();
  }

  static String manifest(long id) {
    return "checkpoint-" + id + ".manifest";
  }

  static String temporary(String name) {
    return name + TEMPORARY;
  }

  static String segment(long incarnation, long number) {
    return "segment-" + incarnation + "-" + number + ".log";
  }

  /** The greatest incarnation that a segment is of; 0 if there is none. */
  long lastIncarnation() {
    long last = 0;
    for (String name : segments) {
      Matcher segment = SEGMENT.matcher(name);
      if (segment.matches()) {
        last = Math.max(last, Long.parseLong(segment.group(1)));
      }
    }
    return last;
  }
}
