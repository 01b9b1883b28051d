package dev.millrace.execution.stage.pardo;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowingStrategy;

/** When windows expire: at their end plus the allowed lateness, within the end of global time. */
public final class WindowExpiry {
  private final long allowedLateness;

  /** The expiry of windows under {@code windowing}. */
  public WindowExpiry(WindowingStrategy<?, ?> windowing) {
    this.allowedLateness = windowing.getAllowedLateness().getMillis();
  }

  /** The last instant, in milliseconds, of the watermark at which {@code window} takes elements. */
  public long of(BoundedWindow window) {
    long end = window.maxTimestamp().getMillis();
    long endOfTime = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    return end >= endOfTime - allowedLateness ? endOfTime : end + allowedLateness;
  }
}
