package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.schedule.Doorbell;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.time.ManualClock;
import java.util.List;

/**
 * The synchronized processing time of a task: the processing time of the oldest work upstream that
 * may still send it something. What waits for it fires after what was under way has arrived.
 *
 * <pre>
 *   synchronized = min(now, since when each task upstream has been busy)
 * </pre>
 *
 * <p>A task that is busy for long, in user code or because there is much to do, would stop that
 * time for ever, and so does not count any more. On a manual clock, which moves only when all tasks
 * rest, it is the processing time.
 *
 * <p>The time stands still during a turn, so that what asks twice in one call gets one answer.
 *
 * <p>Source: {@code TimeDomain.SYNCHRONIZED_PROCESSING_TIME} of the Beam model.
 *
 * <p>Threading: used by its task alone; reads what the others are doing.
 */
final class SynchronizedTime {
  private static final long PATIENCE_MILLIS = 100;
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final JobClock clock;
  private final List<Doorbell> upstream;
  private final Doorbell own;
  private final Intake intake;
  private long latest = Long.MIN_VALUE;
  private long ofTurn = UNKNOWN;

  SynchronizedTime(JobClock clock, List<Doorbell> upstream, Doorbell own, Intake intake) {
    this.clock = clock;
    this.upstream = upstream;
    this.own = own;
    this.intake = intake;
  }

  /** Lets time go on. */
  void beginTurn() {
    ofTurn = UNKNOWN;
  }

  /** The synchronized processing time in milliseconds, never moving back. */
  long millis() {
    if (clock instanceof ManualClock) {
      return clock.millis();
    }
    if (ofTurn == UNKNOWN) {
      ofTurn = advance(clock.millis());
    }
    return ofTurn;
  }

  private long advance(long now) {
    latest = Math.max(latest, Math.min(now, oldestWork(now)));
    return latest;
  }

  // The intake comes last: a task has passed on what it had before it comes to rest.
  private long oldestWork(long now) {
    long oldest = Long.MAX_VALUE;
    for (Doorbell task : upstream) {
      oldest = Math.min(oldest, counted(task, now));
    }
    return intake.isEmpty() ? oldest : Math.min(oldest, counted(own, now));
  }

  private static long counted(Doorbell task, long now) {
    long since = task.busySinceMillis();
    return now - since > PATIENCE_MILLIS ? Long.MAX_VALUE : since;
  }
}
