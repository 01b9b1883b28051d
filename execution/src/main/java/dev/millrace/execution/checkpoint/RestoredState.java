/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
  private final Claims claims;

  /** Of a job that begins anew. */
  public static RestoredState nothing() {
    return new RestoredState(null, new Claims(), 0, 1, 0, 0);
  }

  /**
   * The part of {@code source} that is for instance {@code instance} of {@code parallelism}, the
   * only stage of its job.
   *
   * @param groups how many key groups there are
   */
  public static RestoredState of(StateSource source, int instance, int parallelism, int groups) {
    return of(source, new Claims(), instance, parallelism, groups);
  }

  /**
   * The part of {@code source} that is for instance {@code instance} of {@code parallelism}.
   *
   * @param claims what is asked for in the whole job
   * @param groups how many key groups there are
   */
  public static RestoredState of(
      StateSource source, Claims claims, int instance, int parallelism, int groups) {
    return new RestoredState(
        source,
        claims,
        instance,
        parallelism,
        firstGroup(instance, parallelism, groups),
        firstGroup(instance + 1, parallelism, groups));
  }

  private RestoredState(
      @Nullable StateSource source,
      Claims claims,
      int instance,
      int parallelism,
      int firstGroup,
      int endGroup) {
    this.source = source;
    this.claims = claims;
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
    claims.add(id);
    if (source != null) {
      source.forEach(id, firstGroup, endGroup, visitor);
    }
  }

  /** Shows the entries of {@code id} that belong to no key group, the same to each instance. */
  public void forEachUngrouped(StateId id, EntryVisitor visitor) {
    claims.add(id);
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
   * Puts what belongs to no key group and nobody in the job has asked for of the states of {@code
   * transforms}, if this is the first instance: it may yet be asked for after another restart. What
   * instances share is not among it. What is in key groups stays in the checkpoints by itself.
   *
   * <p>To be called in the last stage of a transform, behind a barrier: the stages before, which
   * the barrier has come through, have asked for what is theirs by then.
   */
  public void putUnclaimed(Collection<String> transforms, StateSink sink) {
    if (source == null || instance > 0) {
      return;
    }
    for (StateId id : source.states()) {
      if (transforms.contains(id.transform()) && !id.isShared() && !claims.contains(id)) {
        source.forEachUngrouped(id, (group, key, value) -> sink.put(id, group, key, value));
      }
    }
  }
}
