package dev.millrace.execution.embedded.work;

import dev.millrace.execution.host.WorkQueue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Work shared by the instances of a stage, as one of them sees it.
 *
 * <p>Threading: used by its instance; what it shares is thread-safe.
 */
final class WorkShare<T> implements WorkQueue<T> {
  private final SharedWork<T> work;
  private final Runnable wake;

  WorkShare(SharedWork<T> work, Runnable wake) {
    this.work = work;
    this.wake = wake;
  }

  @Override
  public @Nullable T poll() {
    return work.poll(wake);
  }

  @Override
  public void add(T item) {
    work.add(item);
  }

  @Override
  public void done() {
    work.done();
  }

  @Override
  public boolean exhausted() {
    return work.exhausted();
  }

  @Override
  public boolean wanted() {
    return work.wanted();
  }

  @Override
  public double fractionDone(double ofItem) {
    return work.fractionDone(ofItem);
  }
}
