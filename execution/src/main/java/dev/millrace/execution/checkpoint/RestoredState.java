/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What one instance of a stage begins with: its part of a checkpoint. Of what belongs to keys that
 * is what is in the key groups that it owns.
 *
 * <p>Threading: used by its instance alone; instances share the checkpoint, which threads may read
 * at the same time.
 */
public final class RestoredState {
  private final @Nullable StateSource source;
  private final int instance;
  private final int parallelism;
  private final int firstGroup;
  private final int endGroup;
  private final Set<StateId> claimed = new TreeSet<>();

  /** Of a job that begins anew. */
  public static RestoredState nothing() {
    return new RestoredState(null, 0, 1, 0, 0);
  }

  /**
   * The part of {@code source} that is for instance {@code instance} of {@code parallelism}.
   *
   * @param groups how many key groups there are
   */
  public static RestoredState of(StateSource source, int instance, int parallelism, int groups) {
    return new RestoredState(
        source,
        instance,
        parallelism,
        firstGroup(instance, parallelism, groups),
        firstGroup(instance + 1, parallelism, groups));
  }

  private RestoredState(
      @Nullable StateSource source, int instance, int parallelism, int firstGroup, int endGroup) {
    this.source = source;
    this.instance = instance;
    this.parallelism = parallelism;
    this.firstGroup = firstGroup;
    this.endGroup = endGroup;
  }

  // The first group that instance * groups / parallelism, rounded down, makes that instance's.
  private static int firstGroup(int instance, int parallelism, int groups) {
    return (instance * groups + parallelism - 1) / parallelism;
  }

  /** Whether the job begins from a checkpoint. */
  public boolean isRestored() {
    return source != null;
  }

  /** Shows the entries of {@code id} in the instance's key groups. */
  public void forEachKeyed(StateId id, EntryVisitor visitor) {
    claimed.add(id);
    if (source != null) {
      source.forEach(id, firstGroup, endGroup, visitor);
    }
  }

  /** Shows the entries of {@code id} that belong to no key group, the same to each instance. */
  public void forEachUngrouped(StateId id, EntryVisitor visitor) {
    claimed.add(id);
    if (source != null) {
      source.forEachUngrouped(id, visitor);
    }
  }

  /** The values of {@code id} that belong to no key group, the same to each instance. */
  public List<byte[]> ungrouped(StateId id) {
    List<byte[]> all = new ArrayList<>();
    forEachUngrouped(id, (group, key, value) -> all.add(value));
    return all;
  }

  /** The instance's share of {@link #ungrouped}. */
  public List<byte[]> share(StateId id) {
    List<byte[]> all = ungrouped(id);
    List<byte[]> share = new ArrayList<>();
    for (int i = instance; i < all.size(); i += parallelism) {
      share.add(all.get(i));
    }
    return share;
  }

  /**
   * Puts what belongs to no key group and nobody has asked for of the states of {@code transforms},
   * if this is the first instance: it may yet be asked for after another restart. What instances
   * share is not among it. What is in key groups stays in the checkpoints by itself.
   */
  public void putUnclaimed(Collection<String> transforms, StateSink sink) {
    if (source == null || instance > 0) {
      return;
    }
    for (StateId id : source.states()) {
      if (transforms.contains(id.transform()) && !id.isShared() && !claimed.contains(id)) {
        source.forEachUngrouped(id, (group, key, value) -> sink.put(id, group, key, value));
      }
    }
  }

  /** The states whose entries in the instance's key groups somebody has asked for. */
  public Set<StateId> claimed() {
    return Collections.unmodifiableSet(claimed);
  }
}
