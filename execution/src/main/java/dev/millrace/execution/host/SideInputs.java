package dev.millrace.execution.host;

import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * The materialised side inputs of a job, shared read-only by all its instances.
 *
 * <p>Threading: safe for use by all instances at once.
 */
public interface SideInputs {

  /**
   * Whether {@code view} can be read in {@code window}, a window of the side input: a pane has been
   * published, or the view can have no more contents for it.
   */
  boolean ready(PCollectionView<?> view, BoundedWindow window);

  /**
   * The view's value in {@code window}, as of the latest pane; of no elements if none came.
   *
   * @throws IllegalStateException if it is not {@linkplain #ready ready}
   */
  <T> T get(PCollectionView<T> view, BoundedWindow window);

  /** Publishes a pane: {@code contents} replace what {@code window} had. */
  void publish(PCollectionView<?> view, BoundedWindow window, PaneInfo pane, List<?> contents);

  /**
   * Tells how far the watermark of the view's contents has come: windows whose first firing is
   * certain by then and that have no pane are ready, and empty.
   *
   * @param millis later than at the call before
   */
  void watermark(PCollectionView<?> view, long millis);
}
