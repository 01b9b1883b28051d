package dev.millrace.execution.watermark;

import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * The holds on an output watermark: a multiset of timestamps whose minimum the output watermark
 * must not pass. Not thread-safe.
 */
public final class Holds {
  private final TreeMap<Long, Integer> counts = new TreeMap<>();
  private long minimum = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  /** Adds a hold at {@code millis}. One after the end of time holds nothing and is not kept. */
  public void add(long millis) {
    if (millis > BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()) {
      return;
    }
    counts.merge(millis, 1, Integer::sum);
    minimum = Math.min(minimum, millis);
  }

  /**
   * Removes one hold at {@code millis}.
   *
   * @throws IllegalStateException if there is none
   */
  public void remove(long millis) {
    if (millis > BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()) {
      return;
    }
    Integer count = counts.get(millis);
    if (count == null) {
      throw new IllegalStateException(
          "Removing a watermark hold at " + millis + " that was never added; holds: " + counts);
    }
    if (count > 1) {
      counts.put(millis, count - 1);
      return;
    }
    counts.remove(millis);
    if (millis == minimum) {
      minimum =
          counts.isEmpty() ? BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() : counts.firstKey();
    }
  }

  /** The earliest hold, or {@code BoundedWindow.TIMESTAMP_MAX_VALUE} if there is none. */
  public long minimum() {
    return minimum;
  }
}
