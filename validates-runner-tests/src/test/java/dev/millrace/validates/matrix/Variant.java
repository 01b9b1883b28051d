/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates.matrix;

import java.util.Arrays;
import java.util.Locale;

/** Settings of the engine under which Beam's tests must come out alike. */
enum Variant {
  PARALLELISM_1(Runner.THREADED, "--parallelism=1"),
  PARALLELISM_2(Runner.THREADED, "--parallelism=2"),
  PARALLELISM_4(Runner.THREADED, "--parallelism=4"),
  CHUNKS_OF_1(Runner.THREADED, "--chunkElements=1"),
  CHUNKS_OF_256(Runner.THREADED, "--chunkElements=256"),
  BUNDLES_OF_1(Runner.THREADED, "--maxBundleElements=1"),
  BUNDLES_UNBOUNDED(Runner.THREADED, "--maxBundleElements=1000000 --maxBundleMillis=10000"),
  INLINE(Runner.INLINE, ""),
  VIRTUAL_THREADS(Runner.THREADED, "--useVirtualThreads=true", 24),
  ENFORCEMENT(Runner.THREADED, "--enforce=immutability,encodability"),
  UNBOUNDED_READS(Runner.UNBOUNDED_READS, ""),
  CRASHES(Runner.CRASHING, ""),
  ROCKSDB(Runner.THREADED, "--stateBackend=rocksdb --stateMemoryMb=0"),
  ROCKSDB_CRASHES(Runner.CRASHING, "--stateBackend=rocksdb");

  private final Runner runner;
  private final String options;
  private final int jdk;

  Variant(Runner runner, String options) {
    this(runner, options, 17);
  }

  /**
   * Names settings.
   *
   * @param runner what runs the pipelines
   * @param options pipeline options, separated by blanks
   * @param jdk the first JDK that has what it needs
   */
  Variant(Runner runner, String options, int jdk) {
    this.runner = runner;
    this.options = options;
    this.jdk = jdk;
  }

  /**
   * The variant of a name.
   *
   * @throws IllegalArgumentException naming all there are, if there is no such variant
   */
  static Variant labelled(String label) {
    return Arrays.stream(values())
        .filter(variant -> variant.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no variant " + label + "; there are " + Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return label();
  }

  /** The name by which it is chosen and reported. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String runner() {
    return runner.name;
  }

  String options() {
    return options;
  }

  /** How many times the usual heap it takes: enforcement keeps copies, of 100 MB in some tests. */
  int heaps() {
    return this == ENFORCEMENT ? 2 : 1;
  }

  /** Whether this JDK has what it needs. */
  boolean available() {
    return Runtime.version().feature() >= jdk;
  }

  private enum Runner {
    THREADED("MillraceRunner"),
    INLINE("InlineMillraceRunner"),
    UNBOUNDED_READS("UnboundedReadsRunner"),
    CRASHING("CrashingMillraceRunner");

    private final String name;

    Runner(String name) {
      this.name = name;
    }
  }
}
