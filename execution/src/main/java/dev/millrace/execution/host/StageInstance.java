/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One parallel instance of a stage: what happens to elements, timers and watermarks.
 *
 * <p>Threading: the host calls all methods from one thread at a time, the same for {@link #open}
 * and everything after it. Order: {@code open}, then any of the others, then {@code close} exactly
 * once, also after a failure of {@code open}.
 *
 * <p>Bundles: the first call of {@link #element}, {@link #timer}, {@link #advance} or {@link
 * #sideInputReady} that reaches user code begins a bundle, {@link #finishBundle} ends it. Any
 * method may emit to the host's outputs before it returns.
 *
 * <p>Errors: a method that throws leaves the instance unusable but for {@code close}. User failures
 * are thrown as {@link StageFailure}.
 */
public interface StageInstance {

  /** Prepares the instance: thaws and sets up user functions, resolves state. */
  void open(StageHost host) throws Exception;

  /**
   * Processes an element that arrived by an edge.
   *
   * @param collection the consumed collection
   * @param key the element's key if the edge is by key, else null
   */
  void element(int collection, @Nullable Key key, WindowedValue<?> element) throws Exception;

  /**
   * Tells that the input watermark has advanced to {@code millis}, and that the event-time timers
   * due by then have fired, those included that they set. The host fires those whose time is before
   * both the input watermark and {@link #timerHold}.
   *
   * <p>Once input has ended and event-time timers have fired, timers of processing time that are
   * still pending never fire: their windows have expired.
   *
   * @param millis later than at the call before; {@code BoundedWindow.TIMESTAMP_MAX_VALUE} once
   *     input has ended
   */
  void inputWatermark(long millis) throws Exception;

  /** Fires a timer that this instance set. It is no longer pending when this is called. */
  void timer(TimerFiring firing) throws Exception;

  /**
   * Does work that no arriving element drives: reads a source, resumes a splittable DoFn.
   *
   * @param maxElements about how many elements to emit before returning
   * @return {@link Progress#DONE} from an instance that has no such work or none left; it is asked
   *     again after an element, a timer or a call of its {@link WorkQueue}, which may bring more
   */
  Progress advance(int maxElements) throws Exception;

  /**
   * Tells that the job is to end with what it has: a source ends where it is, whatever is left of
   * it, and restrictions are truncated before they are processed. Called at most once.
   */
  void drain() throws Exception;

  /**
   * Tells that a side input is ready that {@linkplain SideInputs#await was awaited}: elements that
   * wait for nothing else go on.
   *
   * @param window a window of the side input
   */
  void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception;

  /** Ends the open bundle, if any. The host calls it before it rests, at the latest. */
  void finishBundle() throws Exception;

  /**
   * Brings up to date what the instance has to say of itself to a checkpoint: {@link ItemList}s,
   * and the {@linkplain WorkQueue#position positions} of what it is at. What is in tables, timers
   * and holds the host knows. No bundle is open, and everything emitted has been sent.
   *
   * <p>What is emitted after this call belongs to the time after the checkpoint.
   *
   * @param checkpoint the number of the checkpoint, higher than that of the one before
   */
  default void snapshot(long checkpoint) throws Exception {}

  /**
   * Tells that a checkpoint has been published, and with it everything up to the call of {@link
   * #snapshot} for it and for those before. Of some checkpoints this is never told, as they came to
   * nothing. An instance that begins from a checkpoint is told of that one before anything else
   * happens, also where no more are taken.
   */
  default void checkpointComplete(long checkpoint) throws Exception {}

  /**
   * Whether something waits for a checkpoint to be taken or published: the instance is not done
   * before. Only where {@link StageHost#takesCheckpoints} says that there are any.
   */
  default boolean awaitsCheckpoint() {
    return false;
  }

  /**
   * The watermark that this instance's own unfinished work imposes on its output: the watermark of
   * a source being read, the earliest pushed-back element. Holds in {@link StageHost#holds} are
   * apart from this. {@link Holds#NONE} if there is none.
   */
  long hold();

  /** What {@link #hold} is due to, for those who ask why the watermark waits. Called seldom. */
  default HoldReason holdReason() {
    return HoldReason.NONE;
  }

  /**
   * What keeps this instance's event-time timers from firing: the earliest element that waits for a
   * side input of the function whose timers they are. Not before {@link #hold}.
   */
  default long timerHold() {
    return hold();
  }

  /**
   * The time, in milliseconds, before which this instance's timers of {@code domain}, one of the
   * two processing times, may fire, where that rises in {@link #checkpointComplete} alone, whatever
   * the clock says. {@code Long.MAX_VALUE}, in both domains, if timers go by the clock.
   */
  default long stableTime(TimeDomain domain) {
    return Long.MAX_VALUE;
  }

  /**
   * Whether {@link #finishBundle} may emit elements, so that the output watermark must not advance
   * while a bundle is open.
   */
  boolean emitsAtFinishBundle();

  /** Whether a bundle is open. */
  boolean bundleOpen();

  /** How many elements it has read from sources of its own. */
  default long elementsRead() {
    return 0;
  }

  /** How many elements wait for side inputs. */
  default long elementsWaiting() {
    return 0;
  }

  /** How much of its input a source instance has read, from 0 to 1, or NaN when it cannot tell. */
  double fractionDone();

  /** Releases everything and tears user functions down. Called once, also after failures. */
  void close() throws Exception;
}
