/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which checkpoints a directory has and what they refer to, and so what may be deleted. As long as
 * there is a manifest that cannot be read, no file that it could refer to is deleted.
 */
final class Catalog {
  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  private final Path directory;
  private final NavigableMap<Long, List<Segment>> readable = new TreeMap<>();
  private final NavigableSet<Long> unreadable = new TreeSet<>();

  // Those that cannot be used, or are not known to be published: none to fall back to.
  private final Set<Long> uncounted = new HashSet<>();

  private Catalog(Path directory) {
    this.directory = directory;
  }

  /** Fails if {@code directory} is a savepoint, which belongs to the user. */
  static Catalog read(Path directory, CheckpointFiles files) throws IOException {
    Catalog catalog = new Catalog(directory);
    for (long id : files.checkpoints()) {
      catalog.add(id);
    }
    return catalog;
  }

  private void add(long id) throws IOException {
    Manifest manifest;
    try {
      manifest = StoredCheckpoint.read(directory, id).manifest();
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      unreadable.add(id);
      uncounted.add(id);
      return;
    }
    if (manifest.kind() == CheckpointKind.SAVEPOINT) {
      throw new IOException(
          directory + " is a savepoint; restore from it, and write checkpoints to another place");
    }
    readable.put(id, manifest.segments());
  }

  /** All that have a manifest, in order. */
  NavigableSet<Long> ids() {
    NavigableSet<Long> ids = new TreeSet<>(readable.keySet());
    ids.addAll(unreadable);
    return ids;
  }

  /** Whether a checkpoint that can be used refers to {@code segment}. */
  boolean has(Segment segment) {
    return readable.entrySet().stream()
        .anyMatch(each -> !uncounted.contains(each.getKey()) && each.getValue().contains(segment));
  }

  void published(long id, List<Segment> segments) {
    readable.put(id, segments);
  }

  /** For one whose publication failed, and whose manifest may be there all the same. */
  void uncertain(long id, List<Segment> segments) {
    readable.put(id, segments);
    uncounted.add(id);
  }

  void reject(long id) {
    uncounted.add(id);
  }

  /**
   * Deletes what is older than the newest {@code kept}, and files of no use except {@code used}.
   */
  void retire(int kept, Set<String> used) {
    List<Long> counted = new ArrayList<>(readable.navigableKeySet().descendingSet());
    counted.removeAll(uncounted);
    if (counted.size() > kept) {
      long oldest = counted.get(kept - 1);
      for (long id : ids().headSet(oldest)) {
        if (DurableFiles.deleteIfPossible(directory.resolve(CheckpointFiles.manifest(id)))) {
          forget(id);
        }
      }
    }
    sweep(used);
  }

  private void forget(long id) {
    readable.remove(id);
    unreadable.remove(id);
    uncounted.remove(id);
  }

  /** Deletes files that no checkpoint refers to, except {@code used}. */
  void sweep(Set<String> used) {
    try {
      CheckpointFiles files = CheckpointFiles.list(directory);
      List<String> useless = new ArrayList<>(files.temporary());
      if (unreadable.isEmpty()) {
        useless.addAll(files.segments());
      }
      useless.removeAll(used);
      useless.removeAll(referred());
      if (!useless.isEmpty()) {
        // No manifest may outlast its segments.
        DurableFiles.syncDirectory(directory);
        useless.forEach(name -> DurableFiles.deleteIfPossible(directory.resolve(name)));
      }
    } catch (IOException e) {
      LOG.warn("Files in {} that are not needed could not be found: {}", directory, e.toString());
    }
  }

  /** Deletes those of the files {@code names} that no checkpoint refers to. */
  void delete(Set<String> names) {
    Set<String> useless = new HashSet<>(names);
    useless.removeAll(referred());
    useless.forEach(name -> DurableFiles.deleteIfPossible(directory.resolve(name)));
  }

  private Set<String> referred() {
    Set<String> names = new HashSet<>();
    readable.values().forEach(segments -> segments.forEach(segment -> names.add(segment.file())));
    return names;
  }

  /** Deletes every checkpoint, the oldest first. */
  void discard() throws IOException {
    Files.deleteIfExists(directory.resolve(CheckpointFiles.PUBLISHED));
    for (long id : ids()) {
      Files.deleteIfExists(directory.resolve(CheckpointFiles.manifest(id)));
      forget(id);
    }
    DurableFiles.syncDirectory(directory);
    sweep(Collections.emptySet());
  }
}
