/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Items of work that the instances of a stage share: each is taken by one instance, and an instance
 * that runs dry can ask the others to split what they are at.
 *
 * <p>An instance is at one item at a time. Each item has the watermark of what will come of it; an
 * instance that does not go ahead of {@link #earliest} can take any of them without sending
 * something behind its own watermark.
 *
 * <p>Threading: safe for use by all instances of the stage at once. An instance that was told that
 * there is nothing for it, or that work is not finished, is called again ({@link
 * StageInstance#advance}) when that may have changed.
 *
 * @param <T> the type of an item, immutable
 */
public interface WorkQueue<T> {

  /** Takes an item, or null if there is none now. The taker calls {@link #done} after it. */
  default @Nullable T poll() {
    return poll(Long.MIN_VALUE);
  }

  /** As {@link #poll()}, an item whose watermark is not before {@code notBefore}. */
  @Nullable T poll(long notBefore);

  /** Adds an item without a watermark: what comes of it may have any timestamp. */
  default void add(T item) {
    add(item, BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
  }

  /** Adds an item with its watermark in milliseconds. */
  void add(T item, long watermark);

  /**
   * Tells that the instance is at work on something that did not come from this queue, and of which
   * it may {@link #add} a part. It calls {@link #done} after it.
   *
   * @param watermark the watermark in milliseconds of what will come of it
   */
  void begin(long watermark);

  /**
   * Tells what is left as of now of something that the instance is at and that is not in this
   * queue: a job that begins from the checkpoint has it in the queue. To be called within {@link
   * StageInstance#snapshot}, for each such item.
   *
   * @param watermark the watermark in milliseconds of what will come of it
   */
  void position(T rest, long watermark);

  /** Tells that what was taken by {@link #poll} or begun is finished. */
  void done();

  /** Tells that the instance will not ask for items again. */
  void leave();

  /**
   * The earliest watermark in milliseconds of all items, in the queue or at work; {@link
   * Holds#NONE} if there are none.
   */
  long earliest();

  /** Whether no item is left nor in work, so that none will come unless work is begun. */
  boolean exhausted();

  /**
   * Whether an instance waits in vain for an item, so that splitting one off would help. Cheap
   * enough to ask per element.
   */
  boolean wanted();

  /** How much of all items is done, from 0 to 1, if of each one in work {@code ofItem} is. */
  double fractionDone(double ofItem);
}
