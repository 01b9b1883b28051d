/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.storage.CheckpointInfo;
import dev.millrace.execution.checkpoint.storage.Segment;
import dev.millrace.execution.checkpoint.storage.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A checkpoint on disk that a job can begin with.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class Beginning {
  private static final String METRICS = "metrics";
  private static final String CLOCK = "clock";
  private static final String DRAINING = "draining";
  private static final byte[] TOLD = {};

  private final StoredCheckpoint stored;

  Beginning(StoredCheckpoint stored) {
    this.stored = stored;
  }

  /**
   * The savepoint at {@code path}, which is intact.
   *
   * @param path its directory, or the manifest of a checkpoint
   * @throws IOException if there is none, or it is not intact
   */
  public static Beginning savepoint(Path path) throws IOException {
    return new Beginning(StoredCheckpoint.savepoint(path));
  }

  /** What a manifest says of {@code delta}, besides {@code others}. */
  static CheckpointInfo info(JobDelta delta, String job, Map<String, byte[]> others) {
    Map<String, byte[]> sections = new HashMap<>(others);
    sections.put(METRICS, delta.metrics());
    sections.put(CLOCK, Longs.toByteArray(delta.clockMillis()));
    if (delta.draining()) {
      sections.put(DRAINING, TOLD);
    }
    return new CheckpointInfo(job, System.currentTimeMillis(), delta.finished(), sections);
  }

  /** The name of the job that it is of. */
  public String job() {
    return stored.manifest().info().jobName();
  }

  /** Whether the job had done all its work by then. */
  public boolean finished() {
    return stored.manifest().info().finished();
  }

  /** What the manifest says under {@code name}; null if nothing. */
  public byte @Nullable [] section(String name) {
    return stored.manifest().info().sections().get(name);
  }

  /** What tells it from all others, wherever it is moved. */
  String identity() {
    return job() + "/" + number() + "@" + stored.manifest().info().createdMillis();
  }

  long number() {
    return stored.manifest().id();
  }

  List<Segment> segments() {
    return stored.manifest().segments();
  }

  /**
   * Opens it: state is read as it is asked for, as long as the files are there. Of one by which the
   * job had finished there is no state.
   *
   * @throws IOException if a file is not intact any more, or something is missing
   */
  public JobImage image() throws IOException {
    return new JobImage(
        number(),
        finished() ? new StateImage() : stored.state(),
        required(METRICS),
        Longs.fromByteArray(required(CLOCK)),
        section(DRAINING) != null,
        finished());
  }

  private byte[] required(String name) throws IOException {
    byte[] section = section(name);
    if (section == null) {
      throw new IOException(this + " has no section " + name + ", which every checkpoint has");
    }
    return section;
  }

  /** For people. */
  @Override
  public String toString() {
    return "checkpoint "
        + number()
        + " of job "
        + job()
        + ", made at "
        + Instant.ofEpochMilli(stored.manifest().info().createdMillis());
  }
}
