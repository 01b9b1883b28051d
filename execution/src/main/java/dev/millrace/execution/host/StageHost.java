/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import org.apache.beam.sdk.coders.Coder;
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

  /**
   * The keyed state of {@code transform} in this instance: that of the key groups that the instance
   * owns. A transform has one key space.
   */
  KeyedState state(String transform, KeySpace keys);

  /**
   * The timers of {@code transform} in this instance. Those without a key belong to the instance as
   * a whole: each of the instances that begin from a checkpoint has those of all instances before.
   * What is restored is pending from the first call on.
   */
  TimerQueue timers(String transform, KeySpace keys);

  /**
   * The holds of {@code transform} on this instance's output watermark; the same object each time.
   * Those that are restored hold once somebody has asked, which is to be in {@link
   * StageInstance#open}: a transform may have parts in several stages, of which one has its holds.
   * Pending timers hold by themselves.
   */
  KeyedHolds holds(String transform);

  /**
   * The earliest of all holds on this instance's output watermark, those of its timers among them,
   * in milliseconds; {@link Holds#NONE} or later if there is none.
   */
  long minimumHold();

  /** The list {@code id} of {@code transform} in this instance; the same object each time. */
  <T> ItemList<T> items(String transform, String id, Coder<T> coder);

  /**
   * As {@link #items}, but each instance begins with the items that all instances had, and has none
   * in a checkpoint that it has not set. (Flink knows it as union list state.)
   */
  <T> ItemList<T> unionItems(String transform, String id, Coder<T> coder);

  /** Whether checkpoints are taken, so that something may have to wait for one. */
  boolean takesCheckpoints();

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
   * @param coder codes the items for checkpoints
   * @param first makes the first items, or is told of those that a checkpoint has
   */
  <T> WorkQueue<T> sharedWork(String transform, Coder<T> coder, FirstWork<T> first);

  /** By what the instance learns that its job is being stopped; the same object each time. */
  StopCheck stop();

  /**
   * Asks for a call-back after the bundle that is open is durably finished: once the checkpoint has
   * been published that has it, if any are taken. A call-back that fails does no harm to the job.
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
