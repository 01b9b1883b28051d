/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;
import java.util.function.Supplier;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.joda.time.Instant;

/**
 * What a host offers to one {@link StageInstance}. Called by the instance's thread alone.
 *
 * <p>State is found again by <i>(transform full name, state id)</i>, never by stage: another fusion
 * of the same pipeline finds the same state.
 */
public interface StageHost {

  /** The pipeline's options. */
  PipelineOptions options();

  /** Which of the stage's instances this is, from 0. */
  int instance();

  /** How many instances the stage has. */
  int parallelism();

  /**
   * Where elements of {@code collection} go that other stages consume.
   *
   * @return a receiver that drops everything if no other stage consumes the collection
   */
  StageOutput output(int collection);

  /** The keyed state of {@code transform} in this instance. */
  KeyedState state(String transform);

  /** The timers of {@code transform} in this instance. */
  TimerQueue timers(String transform);

  /** The holds on this instance's output watermark. Pending timers hold it by themselves. */
  Holds holds();

  /**
   * The stage's input watermark in milliseconds. It rises before the event-time timers fire that
   * are due by it, and so before {@link StageInstance#inputWatermark} tells of it.
   */
  long inputWatermark();

  /** The output watermark in milliseconds as it was last sent to consumers. */
  long outputWatermark();

  /** The processing time in milliseconds. */
  long processingTime();

  /**
   * A time in nanoseconds that only ever rises, from an origin of its own: for how long something
   * takes. It has nothing to do with {@link #processingTime}.
   */
  long nanoTime();

  /**
   * The synchronized processing time in milliseconds: the processing time up to which nothing is
   * under way to this instance any more. Not later than {@link #processingTime}.
   */
  long synchronizedProcessingTime();

  /**
   * Moves the processing time of the whole job on.
   *
   * @throws IllegalStateException if the job runs on the wall clock, which only a job without a
   *     test stream does
   */
  void advanceProcessingTime(long millis);

  /**
   * Tells that a drain has cut the work of this instance short: what follows on its outputs, the
   * end of time above all, has come of the drain. Telling it again changes nothing.
   */
  void cutShort();

  /** The side inputs of the job. */
  SideInputs sideInputs();

  /**
   * Work that all instances of the stage share, such as the splits of a source. Each instance asks
   * once per transform.
   *
   * @param transform the transform whose work this is
   * @param initial makes the first items; runs once per stage, in whichever instance comes first
   */
  <T> WorkQueue<T> sharedWork(String transform, Supplier<Iterable<T>> initial);

  /** By what the instance learns that its job is being stopped; the same object each time. */
  StopCheck stop();

  /**
   * Asks for a call-back after the bundle that is open is durably finished. A call-back that fails
   * does no harm to the job.
   *
   * @param expiry the processing time after which the host forgets the call-back
   */
  void afterBundle(Instant expiry, BundleFinalizer.Callback callback);

  /**
   * The metrics of the step {@code transform}: always the same object, which counts for whatever
   * bundle is open.
   */
  MetricsContainer metrics(String transform);
}
