/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Records what is done to the files of one directory, and makes what a crash may leave of it: bytes
 * and entries of the directory are certain once they have been forced; of the rest some may be
 * there.
 */
public final class CrashLog implements Disk {
  /** What becomes of what has not been forced. */
  public enum Unforced {
    /** The process is killed, the machine goes on. */
    KEPT,
    /** The machine stops, and nothing had gone to the disk early. */
    LOST,
    /** Bytes are there as zeros or in part, entries up to some moment. */
    IN_ORDER,
    /** Bytes are there as zeros or in part, any of the entries. */
    AT_RANDOM
  }

  private record Step(Kind kind, Path path, Path target, long position, byte[] bytes) {}

  private static final Kind WRITE = null;

  private final Path directory;
  private final List<Step> steps = new ArrayList<>();

  /** Records what is done in {@code directory}, which is empty. */
  public CrashLog(Path directory) {
    this.directory = directory;
  }

  @Override
  public void operation(Kind kind, Path path, Path target, long position) {
    boolean inside = path.startsWith(directory) || target.startsWith(directory);
    boolean changes =
        switch (kind) {
          case CREATE, TRUNCATE, FORCE, RENAME, LINK, DELETE -> true;
          default -> false;
        };
    if (inside && changes) {
      steps.add(new Step(kind, path, target, position, null));
    }
  }

  @Override
  public int write(Path path, long position, byte[] bytes) {
    steps.add(new Step(WRITE, path, path, position, bytes));
    return bytes.length;
  }

  /** How many steps there have been, each of which may be the last. */
  public int length() {
    return steps.size();
  }

  /** Fills the empty directory {@code into} with what a crash after {@code count} steps leaves. */
  public void crashAfter(int count, Unforced unforced, Random random, Path into)
      throws IOException {
    Replay replay = new Replay();
    for (Step step : steps.subList(0, count)) {
      replay.apply(step, directory);
    }
    replay.finish(unforced, random, into);
  }

  private static final class Inode {
    byte[] forced = {};
    byte[] now = {};

    void write(long position, byte[] bytes) {
      int end = Math.toIntExact(position) + bytes.length;
      now = Arrays.copyOf(now, Math.max(now.length, end));
      System.arraycopy(bytes, 0, now, end - bytes.length, bytes.length);
    }

    byte[] afterCrash(Unforced unforced, Random random) {
      if (unforced == Unforced.KEPT || Arrays.equals(now, forced)) {
        return now;
      }
      if (unforced == Unforced.LOST) {
        return forced;
      }
      byte[] mixed = Arrays.copyOf(now, random.nextInt(now.length + 1));
      if (random.nextBoolean() && mixed.length > forced.length) {
        Arrays.fill(mixed, forced.length, mixed.length, (byte) 0);
      }
      return mixed;
    }
  }

  /** A change of entries: names that get a file, or none. */
  private record Change(Map<Path, Inode> entries) {}

  private static final class Replay {
    private final Map<Path, Inode> forced = new HashMap<>();
    private final Map<Path, Inode> now = new HashMap<>();
    private final List<Change> unforced = new ArrayList<>();

    void apply(Step step, Path directory) {
      Path path = step.path();
      if (step.kind() == WRITE) {
        now.get(path).write(step.position(), step.bytes());
        return;
      }
      switch (step.kind()) {
        case CREATE -> change(path, new Inode());
        case TRUNCATE ->
            now.get(path).now = Arrays.copyOf(now.get(path).now, (int) step.position());
        case FORCE -> force(path, directory);
        case RENAME -> rename(path, step.target());
        case LINK -> change(step.target(), now.get(path));
        case DELETE -> change(path, null);
        default -> throw new IllegalStateException(step.toString());
      }
    }

    private void change(Path path, Inode inode) {
      Map<Path, Inode> entries = new HashMap<>();
      entries.put(path, inode);
      change(entries);
    }

    private void rename(Path from, Path to) {
      Map<Path, Inode> entries = new HashMap<>();
      entries.put(to, now.get(from));
      entries.put(from, null);
      change(entries);
    }

    private void change(Map<Path, Inode> entries) {
      apply(entries, now);
      unforced.add(new Change(entries));
    }

    private static void apply(Map<Path, Inode> entries, Map<Path, Inode> to) {
      entries.forEach(
          (path, inode) -> {
            if (inode == null) {
              to.remove(path);
            } else {
              to.put(path, inode);
            }
          });
    }

    private void force(Path path, Path directory) {
      if (path.equals(directory)) {
        forced.clear();
        forced.putAll(now);
        unforced.clear();
      } else {
        now.get(path).forced = now.get(path).now;
      }
    }

    void finish(Unforced fate, Random random, Path into) throws IOException {
      Map<Path, Inode> left = new HashMap<>(forced);
      int until = fate == Unforced.IN_ORDER ? random.nextInt(unforced.size() + 1) : 0;
      for (int i = 0; i < unforced.size(); i++) {
        boolean kept =
            switch (fate) {
              case KEPT -> true;
              case LOST -> false;
              case IN_ORDER -> i < until;
              case AT_RANDOM -> random.nextBoolean();
            };
        if (kept) {
          apply(unforced.get(i).entries(), left);
        }
      }
      for (Map.Entry<Path, Inode> entry : left.entrySet()) {
        Files.write(
            into.resolve(entry.getKey().getFileName().toString()),
            entry.getValue().afterCrash(fate, random));
      }
    }
  }
}
