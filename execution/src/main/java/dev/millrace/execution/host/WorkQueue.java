package dev.millrace.execution.host;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Items of work that the instances of a stage share: each is taken by one instance, and an instance
 * that runs dry can ask the others to split what they are at.
 *
 * <p>Threading: safe for use by all instances of the stage at once. The instances of a stage that
 * wait for work are called again ({@link StageInstance#advance}) when there is some or when all is
 * done.
 *
 * @param <T> the type of an item, immutable
 */
public interface WorkQueue<T> {

  /** Takes an item, or null if there is none now. The taker calls {@link #done} after it. */
  @Nullable T poll();

  /** Adds an item. */
  void add(T item);

  /** Tells that an item taken by {@link #poll} is finished. */
  void done();

  /** Whether no item is left nor in work, so that none will ever come. */
  boolean exhausted();

  /**
   * Whether an instance waits in vain for an item, so that splitting one off would help. Cheap
   * enough to ask per element.
   */
  boolean wanted();

  /**
   * How much of all items would be done if of each one in work {@code ofItem} were, from 0 to 1.
   */
  double fractionDone(double ofItem);
}
