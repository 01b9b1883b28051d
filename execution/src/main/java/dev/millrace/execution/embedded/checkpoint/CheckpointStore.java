/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.execution.checkpoint.Deltas;
import dev.millrace.execution.checkpoint.StateSource;
import dev.millrace.execution.checkpoint.storage.CheckpointDirectory;
import dev.millrace.execution.checkpoint.storage.CheckpointWriter;
import dev.millrace.execution.checkpoint.storage.NoValidCheckpointException;
import dev.millrace.execution.checkpoint.storage.Recovery;
import dev.millrace.execution.checkpoint.storage.Segment;
import dev.millrace.execution.checkpoint.storage.SegmentHold;
import dev.millrace.execution.checkpoint.storage.SegmentWriter;
import dev.millrace.execution.checkpoint.storage.StoredCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
  private final KeyedChain chain;
  private boolean ownBeginning;
  private UnaryOperator<StateSource> names = UnaryOperator.identity();
  private @Nullable SegmentHold held;
  private boolean closed;
  private long firstPublished = Long.MAX_VALUE;

  private CheckpointStore(CheckpointDirectory directory, String job) {
    this.directory = directory;
    this.job = job;
    this.chain = new KeyedChain(directory);
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
    ownBeginning = newest != null && (named == null || isOf(newest, named));
    if (newest == null || !ownBeginning) {
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
    begin();
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
   * has to pass, such as a source that renames. Before anything is published.
   *
   * @throws IOException if what the job begins with is not intact any more
   */
  public synchronized void describe(
      Map<String, byte[]> others, UnaryOperator<StateSource> ofBeginning) throws IOException {
    sections.putAll(others);
    names = ofBeginning;
    begin();
  }

  @Override
  public synchronized long last() {
    return directory.lastId();
  }

  @Override
  public synchronized CheckpointSize publish(JobDelta delta) throws IOException {
    Written written = write(delta);
    chain.published(written.chain());
    return written.size();
  }

  /** A checkpoint that is there, of which the keyed state is in {@code chain}. */
  private record Written(StoredCheckpoint stored, List<Segment> chain, CheckpointSize size) {}

  private Written write(JobDelta delta) throws IOException {
    try (CheckpointWriter writer = directory.begin(delta.checkpoint())) {
      List<Segment> keyed = chain.write(delta.keyed(), writer);
      keyed.forEach(writer::add);
      // The last segment of a manifest is the one that is of this checkpoint alone.
      writer.add(ungrouped(delta, writer));
      StoredCheckpoint stored = writer.publish(Beginning.info(delta, job, sections));
      firstPublished = Math.min(firstPublished, delta.checkpoint());
      return new Written(
          stored, keyed, new CheckpointSize(writer.bytesWritten(), keyed.size() + 1));
    }
  }

  private static Segment ungrouped(JobDelta delta, CheckpointWriter writer) throws IOException {
    try (SegmentWriter segment = writer.newSegment()) {
      Deltas.putUngrouped(delta.ungrouped(), segment);
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
    return new SavepointTarget(path);
  }

  private final class SavepointTarget implements CheckpointTarget {
    private final Path path;

    SavepointTarget(Path path) {
      this.path = path;
    }

    @Override
    public CheckpointSize publish(JobDelta delta) throws IOException {
      return publishSavepoint(delta, path);
    }

    @Override
    public boolean tidy() {
      return CheckpointStore.this.tidy();
    }
  }

  // Where there is no savepoint then, there is no checkpoint either, for those who asked for it: so
  // the next one goes on from the one before, although this one could be found after a crash.
  private synchronized CheckpointSize publishSavepoint(JobDelta delta, Path path)
      throws IOException {
    Written written = write(delta);
    StoredCheckpoint stored = written.stored();
    try (CheckpointWriter writer = directory.begin(directory.lastId() + 1)) {
      stored.manifest().segments().forEach(writer::add);
      writer.publishSavepoint(path, stored.manifest().info());
    }
    chain.published(written.chain());
    return written.size();
  }

  @Override
  public synchronized boolean tidy() {
    return !closed && chain.compact();
  }

  @Override
  public synchronized @Nullable JobImage image() throws IOException {
    Beginning newest = firstPublished == Long.MAX_VALUE ? null : newest();
    if (newest == null || newest.number() < firstPublished) {
      return begin();
    }
    JobImage image = newest.image();
    hold(newest.segments());
    chain.goOnFrom(keyed(newest));
    return image;
  }

  // Segments can be gone on from where they are in the directory, and names in them are the same.
  private @Nullable JobImage begin() throws IOException {
    Beginning from = beginning;
    if (from == null) {
      chain.goOnFrom(List.of());
      return null;
    }
    JobImage stored = from.image();
    JobImage renamed = stored.through(names);
    hold(from.segments());
    if (ownBeginning && renamed.state() == stored.state()) {
      chain.goOnFrom(keyed(from));
    } else {
      chain.goOnFrom(renamed.state());
    }
    return renamed;
  }

  private static List<Segment> keyed(Beginning own) {
    List<Segment> segments = own.segments();
    return segments.subList(0, segments.size() - 1);
  }

  // As state is read when it is first asked for, and that may be late.
  private void hold(List<Segment> begunWith) {
    SegmentHold before = held;
    held = directory.hold(begunWith);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    chain.close();
    directory.close();
  }

  /** Where it is. */
  @Override
  public String toString() {
    return directory.toString();
  }
}
