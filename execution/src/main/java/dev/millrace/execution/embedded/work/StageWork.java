package dev.millrace.execution.embedded.work;

import dev.millrace.execution.host.WorkQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The shared work of a stage, by transform.
 *
 * <p>Threading: safe for use by all instances of the stage.
 */
public final class StageWork {
  private final ConcurrentMap<String, SharedWork<?>> byTransform = new ConcurrentHashMap<>();

  /**
   * The work of {@code transform} for one instance.
   *
   * @param wake wakes the instance; the same object at each call for an instance
   * @param initial makes the first items if no instance has done so
   */
  @SuppressWarnings("unchecked") // a transform has one type of work
  public <T> WorkQueue<T> share(String transform, Runnable wake, Supplier<Iterable<T>> initial) {
    SharedWork<T> work =
        (SharedWork<T>) byTransform.computeIfAbsent(transform, t -> new SharedWork<T>());
    work.make(initial);
    return new WorkShare<>(work, wake);
  }
}
