/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.embedded.channel.ChunkLimit;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a job is to run.
 *
 * @param parallelism how many instances a parallel stage has
 * @param bundles when a bundle ends although there is more input
 * @param channels how much may be under way between tasks
 * @param sourceIdleMillis how long a source must have had nothing before it stops holding the
 *     watermarks of others back; 0 for never
 * @param threads what runs the tasks
 * @param memory how much may be in memory, and where the rest goes
 * @param state where state is while the job runs
 * @param shutdown what becomes of the job when the process is asked to end
 */
public record JobSettings(
    int parallelism,
    Bundles bundles,
    Channels channels,
    long sourceIdleMillis,
    ThreadKind threads,
    Memory memory,
    StateStorage state,
    Shutdown shutdown) {
  public JobSettings {
    atLeastOne("parallelism", parallelism);
    if (!threads.available()) {
      throw new IllegalArgumentException(threads + " threads need a later JDK than this one");
    }
  }

  /**
   * Bounds of a bundle.
   *
   * @param maxElements the most elements and timers in a bundle
   * @param maxMillis the longest time a bundle is open
   */
  public record Bundles(int maxElements, long maxMillis) {
    /** The most elements unless told otherwise. */
    public static final int DEFAULT_MAX_ELEMENTS = 100_000;

    /** The longest time in milliseconds unless told otherwise. */
    public static final int DEFAULT_MAX_MILLIS = 1_000;

    public Bundles {
      atLeastOne("elements in a bundle", maxElements);
    }
  }

  /**
   * Bounds of a channel.
   *
   * @param chunkElements the most elements sent at once
   * @param limits how many chunks may be under way in the channel of a number, more than which
   *     block the producer
   */
  public record Channels(int chunkElements, IntFunction<ChunkLimit> limits) {
    /** The elements in a chunk unless told otherwise. */
    public static final int DEFAULT_CHUNK_ELEMENTS = 256;

    /** The chunks under way in a channel unless told otherwise. */
    public static final int DEFAULT_CHUNKS = 8;

    public Channels {
      atLeastOne("elements in a chunk", chunkElements);
    }

    /** The same bounds for all channels. */
    public static Channels of(int chunkElements, int chunks) {
      atLeastOne("chunks in a channel", chunks);
      return new Channels(chunkElements, channel -> ChunkLimit.of(chunks));
    }
  }

  /**
   * Bounds of memory.
   *
   * @param groupingBytes about how much values that wait to be grouped may take in memory, all
   *     together; 0 for nothing
   * @param spillDirectory where the rest goes
   */
  public record Memory(long groupingBytes, Path spillDirectory) {
    private static final double SHARE_OF_HEAP = 0.35;

    public Memory {
      if (groupingBytes < 0) {
        throw new IllegalArgumentException(
            "The memory for grouping must be at least 0 bytes but is " + groupingBytes);
      }
    }

    /** A share of this heap that leaves room for all else, and the directory of temporary files. */
    public static Memory ofHeap() {
      return new Memory(
          (long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory()),
          Path.of(System.getProperty("java.io.tmpdir")));
    }
  }

  /**
   * Where state is while the job runs.
   *
   * @param provider of stores for what has not been used lately, null to keep all on the heap
   * @param heapBytes about how much of the heap state may take, all together, before some of it
   *     goes to stores; groups, timers and what belongs to no key not counted
   * @param storeBytes about how much memory outside of the heap stores may take, all together
   */
  public record StateStorage(
      @Nullable ColdStoreProvider provider, long heapBytes, long storeBytes) {
    /** All on the heap. */
    public static final StateStorage HEAP = new StateStorage(null, Long.MAX_VALUE, 0);

    public StateStorage {
      if (heapBytes < 0 || storeBytes < 0) {
        throw new IllegalArgumentException(
            "The memory for state must be at least 0 bytes but is "
                + heapBytes
                + " on the heap and "
                + storeBytes
                + " outside");
      }
    }
  }

  /**
   * What becomes of a job when its process is asked to end.
   *
   * @param what what is done
   * @param graceMillis how long the process waits for that; and, whatever has ended the job, how
   *     long it is kept alive for functions to be torn down
   */
  public record Shutdown(AtShutdown what, long graceMillis) {
    public Shutdown {
      if (graceMillis < 0) {
        throw new IllegalArgumentException(
            "The time of grace must be at least 0 ms but is " + graceMillis);
      }
    }
  }

  /** What holds unless told otherwise, for {@code parallelism}. */
  public static JobSettings defaults(int parallelism) {
    return new JobSettings(
        parallelism,
        new Bundles(Bundles.DEFAULT_MAX_ELEMENTS, Bundles.DEFAULT_MAX_MILLIS),
        Channels.of(Channels.DEFAULT_CHUNK_ELEMENTS, Channels.DEFAULT_CHUNKS),
        0,
        ThreadKind.PLATFORM,
        Memory.ofHeap(),
        StateStorage.HEAP,
        new Shutdown(AtShutdown.CANCEL, 8_000));
  }

  /** The same with other bounds of bundles. */
  public JobSettings with(Bundles bundles) {
    return new JobSettings(
        parallelism, bundles, channels, sourceIdleMillis, threads, memory, state, shutdown);
  }

  /** The same with other bounds of channels. */
  public JobSettings with(Channels channels) {
    return new JobSettings(
        parallelism, bundles, channels, sourceIdleMillis, threads, memory, state, shutdown);
  }

  /** The same with other threads. */
  public JobSettings with(ThreadKind threads) {
    return new JobSettings(
        parallelism, bundles, channels, sourceIdleMillis, threads, memory, state, shutdown);
  }

  /** The same with other bounds of memory. */
  public JobSettings with(Memory memory) {
    return new JobSettings(
        parallelism, bundles, channels, sourceIdleMillis, threads, memory, state, shutdown);
  }

  /** The same with state elsewhere. */
  public JobSettings with(StateStorage state) {
    return new JobSettings(
        parallelism, bundles, channels, sourceIdleMillis, threads, memory, state, shutdown);
  }

  /** The same with another way to end with the process. */
  public JobSettings with(Shutdown shutdown) {
    return new JobSettings(
        parallelism, bundles, channels, sourceIdleMillis, threads, memory, state, shutdown);
  }

  /** The same with another idle timeout of sources. */
  public JobSettings withSourceIdleMillis(long sourceIdleMillis) {
    return new JobSettings(
        parallelism, bundles, channels, sourceIdleMillis, threads, memory, state, shutdown);
  }

  private static void atLeastOne(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "The number of " + what + " must be at least 1 but is " + number);
    }
  }
}
