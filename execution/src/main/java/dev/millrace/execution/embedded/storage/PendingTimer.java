package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.TimerFiring;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A timer that is set. Equal to another of the same transform if it is the same timer: same key,
 * namespace, family, id and domain, whatever its time.
 */
final class PendingTimer {
  private final int hash;
  private TimerFiring firing;
  private long sequence;

  /** Where the timer is in its {@link TimerHeap}. Only the heap reads and writes it. */
  int position;

  PendingTimer(TimerFiring firing, long sequence) {
    this.firing = firing;
    this.sequence = sequence;
    this.hash = hash(firing);
  }

  /** Sets the timer again. */
  void reset(TimerFiring newFiring, long newSequence) {
    firing = newFiring;
    sequence = newSequence;
  }

  TimerFiring firing() {
    return firing;
  }

  /** Whether this fires before {@code other}: by time, then in the order of setting. */
  boolean precedes(PendingTimer other) {
    return firing.time() != other.firing.time()
        ? firing.time() < other.firing.time()
        : sequence < other.sequence;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || (object instanceof PendingTimer other
            && hash == other.hash
            && firing.domain() == other.firing.domain()
            && firing.id().equals(other.firing.id())
            && firing.family().equals(other.firing.family())
            && Objects.equals(firing.key(), other.firing.key())
            && firing.namespace().equals(other.firing.namespace()));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  private static int hash(TimerFiring firing) {
    int hash = Objects.hashCode(firing.key());
    hash = 31 * hash + firing.namespace().hashCode();
    hash = 31 * hash + firing.id().hashCode();
    hash = 31 * hash + firing.family().hashCode();
    return 31 * hash + firing.domain().ordinal();
  }
}
