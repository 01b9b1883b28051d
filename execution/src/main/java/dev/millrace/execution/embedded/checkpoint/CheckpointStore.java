/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.checkpoint.storage.CheckpointDirectory;
import dev.millrace.execution.checkpoint.storage.CheckpointWriter;
import dev.millrace.execution.checkpoint.storage.NoValidCheckpointException;
import dev.millrace.execution.checkpoint.storage.Recovery;
import dev.millrace.execution.checkpoint.storage.Segment;
import dev.millrace.execution.checkpoint.storage.SegmentWriter;
import dev.millrace.execution.checkpoint.storage.StoredCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one job in a directory of its own.
 *
 * <p>A job may be told to begin with a savepoint. Its own checkpoints say which that was: so when
 * it is started again by the same command it goes on from the newest of them, while another
 * savepoint counts for more than what is in the directory.
 *
 * <p>Threading: safe for use by all threads; all state is guarded by {@code this}.
 */
public final class CheckpointStore implements CheckpointTarget, Restarts.Latest {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String SAVEPOINT = "savepoint";

  private final CheckpointDirectory directory;
  private final String job;
  private final Map<String, byte[]> sections = new HashMap<>();
  private @Nullable Beginning beginning;
  private UnaryOperator<StateSink> names = UnaryOperator.identity();
  private long firstPublished = Long.MAX_VALUE;

  private CheckpointStore(CheckpointDirectory directory, String job) {
    this.directory = directory;
    this.job = job;
  }

  /**
   * Takes the directory {@code path} for {@code job}, until it is closed.
   *
   * @param kept how many checkpoints to keep, at least one
   * @param job the name of the job, the same in each run
   * @throws IOException if it is in use, or cannot be
   */
  public static CheckpointStore open(Path path, int kept, String job) throws IOException {
    return new CheckpointStore(CheckpointDirectory.open(path, kept), job);
  }

  /**
   * Finds what the job is to begin with; empty to begin anew.
   *
   * @param savepoint a savepoint to begin with, unless the job has done so and gone on from there
   * @throws IOException if there are checkpoints that cannot be used, or that are another job's
   */
  public synchronized Optional<Beginning> find(RestoreMode mode, @Nullable Path savepoint)
      throws IOException {
    Beginning named = savepoint == null ? null : Beginning.savepoint(savepoint);
    Beginning newest = mode == RestoreMode.NEVER ? discarded() : newest();
    if (newest == null || (named != null && !isOf(newest, named))) {
      beginning = named;
      sections.remove(SAVEPOINT);
      if (named != null) {
        sections.put(SAVEPOINT, named.identity().getBytes(UTF_8));
      }
    } else {
      beginning = newest;
      byte[] origin = newest.section(SAVEPOINT);
      if (origin != null) {
        sections.put(SAVEPOINT, origin);
      }
    }
    return Optional.ofNullable(beginning);
  }

  private static boolean isOf(Beginning checkpoint, Beginning savepoint) {
    byte[] origin = checkpoint.section(SAVEPOINT);
    return origin != null && new String(origin, UTF_8).equals(savepoint.identity());
  }

  private @Nullable Beginning newest() throws IOException {
    Recovery recovery = directory.newestValid();
    recovery
        .rejected()
        .forEach(
            rejected ->
                LOG.warn(
                    "Job {} passes over a checkpoint in {} that is not intact: {}",
                    job,
                    directory,
                    rejected.reason()));
    Beginning newest = recovery.checkpoint().map(Beginning::new).orElse(null);
    if (newest != null && !newest.job().equals(job)) {
      throw new IOException(
          "The checkpoint directory "
              + directory
              + " has checkpoints of the job "
              + newest.job()
              + ", and this is the job "
              + job
              + "; give each job a directory of its own. To go on with what another job has done,"
              + " begin with a savepoint of it; to rename a job, give it the old name");
    }
    return newest;
  }

  private @Nullable Beginning discarded() throws IOException {
    try {
      newest();
    } catch (NoValidCheckpointException e) {
      LOG.debug("Nothing in {} can be used, nor is it to be", directory, e);
    }
    int count = directory.ids().size();
    directory.discardAll();
    if (count > 0) {
      LOG.warn("Job {} begins anew: {} checkpoints in {} were deleted", job, count, directory);
    }
    return null;
  }

  /**
   * Sets what manifests say beside what is known here, and what the state that the job begins with
   * has to pass, such as a sink that renames. Before anything is published.
   */
  public synchronized void describe(
      Map<String, byte[]> others, UnaryOperator<StateSink> ofBeginning) {
    sections.putAll(others);
    names = ofBeginning;
  }

  @Override
  public synchronized long last() {
    return directory.lastId();
  }

  @Override
  public synchronized void publish(JobImage image) throws IOException {
    write(image);
  }

  private StoredCheckpoint write(JobImage image) throws IOException {
    try (CheckpointWriter writer = directory.begin(image.checkpoint())) {
      writer.add(segment(image, writer));
      StoredCheckpoint stored = writer.publish(Beginning.info(image, job, sections));
      firstPublished = Math.min(firstPublished, image.checkpoint());
      return stored;
    }
  }

  private static Segment segment(JobImage image, CheckpointWriter writer) throws IOException {
    try (SegmentWriter segment = writer.newSegment()) {
      for (StateImage part : image.parts()) {
        part.copyTo(segment);
      }
      return segment.finish();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * A target that keeps a savepoint at {@code path}, a directory that is made or is empty. It is a
   * checkpoint of the job as well: sources may forget then what is in it.
   */
  @Override
  public CheckpointTarget savepoint(Path path) {
    return image -> publishSavepoint(image, path);
  }

  private synchronized void publishSavepoint(JobImage image, Path path) throws IOException {
    StoredCheckpoint stored = write(image);
    try (CheckpointWriter writer = directory.begin(directory.lastId() + 1)) {
      stored.manifest().segments().forEach(writer::add);
      writer.publishSavepoint(path, stored.manifest().info());
    }
  }

  @Override
  public synchronized @Nullable JobImage image() throws IOException {
    Beginning newest = firstPublished == Long.MAX_VALUE ? null : newest();
    if (newest != null && newest.number() >= firstPublished) {
      return newest.image();
    }
    return beginning == null ? null : beginning.image().through(names);
  }

  @Override
  public synchronized void close() throws IOException {
    directory.close();
  }

  /** Where it is. */
  @Override
  public String toString() {
    return directory.toString();
  }
}
