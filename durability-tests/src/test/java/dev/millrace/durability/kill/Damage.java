/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a disk may do to the newest checkpoint. */
enum Damage {
  BYTE_OF_MANIFEST(".manifest") {
    @Override
    byte[] damaged(byte[] contents, Random random) {
      return flipped(contents, random);
    }
  },
  END_OF_MANIFEST(".manifest") {
    @Override
    byte[] damaged(byte[] contents, Random random) {
      return Arrays.copyOf(contents, random.nextInt(contents.length));
    }
  },
  MANIFEST_OF_ZEROES(".manifest") {
    @Override
    byte[] damaged(byte[] contents, Random random) {
      return new byte[contents.length];
    }
  },
  BYTE_OF_SEGMENT(".log") {
    @Override
    byte[] damaged(byte[] contents, Random random) {
      return flipped(contents, random);
    }
  },
  END_OF_SEGMENT(".log") {
    @Override
    byte[] damaged(byte[] contents, Random random) {
      return Arrays.copyOf(contents, random.nextInt(contents.length));
    }
  },
  SEGMENT_OF_NOTHING(".log") {
    @Override
    byte[] damaged(byte[] contents, Random random) {
      return new byte[0];
    }
  };

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final String suffix;

  Damage(String suffix) {
    this.suffix = suffix;
  }

  abstract byte[] damaged(byte[] contents, Random random);

  private static byte[] flipped(byte[] contents, Random random) {
    byte[] flipped = contents.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    return flipped;
  }

  /** A file as it was before. */
  record Before(Path file, byte[] contents) {
    void repair() throws IOException {
      Files.write(file, contents);
    }
  }

  /** Does it to the newest checkpoint in {@code checkpoints}. */
  Before doTo(Path checkpoints, Random random) throws IOException {
    Path file = newest(checkpoints);
    byte[] contents = Files.readAllBytes(file);
    Files.write(file, damaged(contents, random));
    return new Before(file, contents);
  }

  // A segment that was begun and belongs to no checkpoint yet would not be missed.
  private Path newest(Path checkpoints) throws IOException {
    Path manifest = last(checkpoints, ".manifest");
    if (!suffix.equals(".log")) {
      return manifest;
    }
    String named = Files.readString(manifest, StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .filter(file -> named.contains(file.getFileName().toString()))
          .max(Comparator.comparingLong(Damage::number))
          .orElseThrow();
    }
  }

  private static Path last(Path checkpoints, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .max(Comparator.comparingLong(Damage::number))
          .orElseThrow();
    }
  }

  // Of a segment the process that wrote it counts for more than which of its segments it is.
  private static long number(Path file) {
    String name = file.getFileName().toString();
    Matcher numbers = NUMBER.matcher(name);
    long number = 0;
    while (numbers.find()) {
      number = 1_000_000 * number + Long.parseLong(numbers.group());
    }
    return number;
  }
}
