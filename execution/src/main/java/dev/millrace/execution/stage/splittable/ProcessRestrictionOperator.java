/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import com.google.common.math.LongMath;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.element.ElementCoder;
import dev.millrace.execution.stage.pardo.DoFnOperator;
import dev.millrace.execution.stage.pardo.FnCall;
import dev.millrace.execution.stage.pardo.StableInput;
import dev.millrace.translation.graph.CollectionSpec;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.DoFn.ProcessContinuation;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Processes restrictions, and what remains of them when their time comes. */
public final class ProcessRestrictionOperator<InputT, OutputT> extends DoFnOperator<InputT, OutputT>
    implements Head {
  private final StageHost host;
  private final ObservedOutput outputs;
  private final RestrictionArguments<InputT, OutputT> arguments;
  private final Residuals residuals;
  private final @Nullable StableInput<Object> stableInput;
  private final WorkQueue<Residual> shared;
  private boolean draining;

  /**
   * An operator that makes calls by {@code call}.
   *
   * @param outputs the outputs that {@code call} was given
   * @param input the collection of restrictions
   */
  @SuppressWarnings("unchecked") // coders are given what they code
  public ProcessRestrictionOperator(
      FnCall<InputT, OutputT> call, ObservedOutput outputs, CollectionSpec input) {
    super(call);
    this.host = call.step().host();
    this.outputs = outputs;
    this.arguments = new RestrictionArguments<>(call);
    String transform = call.step().transform();
    Coder<WindowedValue<Object>> elements =
        ElementCoder.of(
            (Coder<Object>) input.coder(), input.windowing().getWindowFn().windowCoder());
    Coder<Residual> coder = new Residual.ResidualCoder(elements);
    this.stableInput = call.spec().stableInput() ? StableInput.of(call.step(), elements) : null;
    this.residuals = new Residuals(transform, host, coder);
    this.residuals.all().forEach(this::retainSideInputs);
    this.shared = host.sharedWork(transform, coder, new GivenAway());
  }

  @Override
  @SuppressWarnings("unchecked") // the coder codes what comes
  public void element(WindowedValue<?> element) {
    if (stableInput == null || !stableInput.isKept()) {
      begin(element);
    } else {
      stableInput.keep(null, (WindowedValue<Object>) element);
    }
  }

  private void begin(WindowedValue<?> element) {
    shared.begin(element.getTimestamp().getMillis());
    process(new Residual(element, element.getTimestamp().getMillis(), Residual.AT_ONCE, false));
    shared.done();
  }

  @Override
  public void timer(TimerFiring firing) {
    residuals.fire();
  }

  @Override
  public Progress advance(int maxElements) {
    Residual own = residuals.next();
    if (own != null) {
      call.step().startBundle();
      process(own);
      residuals.finished();
      call.releaseSideInputs(Element.window(own.element()));
      return Progress.MORE;
    }
    Residual given = shared.poll(host.outputWatermark());
    if (given != null) {
      call.step().startBundle();
      process(given);
      shared.done();
      call.releaseSideInputs(Element.window(given.element()));
      return Progress.MORE;
    }
    return residuals.isEmpty() && shared.exhausted() ? Progress.DONE : Progress.IDLE;
  }

  /** Gives what remains of restrictions its turn now, to be truncated. */
  @Override
  public void drain() {
    draining = true;
    residuals.wake();
  }

  // While instances are at work on what this one may be given a part of, it does not go ahead.
  @Override
  public long hold() {
    long hold = Math.min(shared.earliest(), residuals.hold());
    return stableInput == null ? hold : Math.min(hold, stableInput.hold());
  }

  @Override
  public void snapshot(long checkpoint) {
    residuals.snapshot();
    if (stableInput != null) {
      stableInput.snapshot(checkpoint);
    }
  }

  @Override
  public void checkpointComplete(long checkpoint) {
    if (stableInput != null) {
      stableInput.release(checkpoint, (key, element) -> begin(element));
    }
  }

  @Override
  public boolean awaitsCheckpoint() {
    return stableInput != null && !stableInput.isEmpty();
  }

  @SuppressWarnings("unchecked") // the operator upstream makes elements of this shape
  private void process(Residual work) {
    KV<KV<InputT, KV<Object, Object>>, Double> value =
        (KV<KV<InputT, KV<Object, Object>>, Double>) work.element().getValue();
    InputT input = value.getKey().getKey();
    KV<Object, Object> progress = value.getKey().getValue();
    WindowedValue<InputT> plain = work.element().withValue(input);
    String phase = "@TruncateRestriction";
    int outer = call.step().enter();
    try {
      arguments.atElement(plain);
      arguments.atRestriction(progress.getKey());
      arguments.estimatorState(progress.getValue());
      if (draining && !work.truncated()) {
        plain = Element.broughtByDrain(plain);
        if (!truncate(plain, progress.getKey())) {
          return;
        }
      }
      phase = "@ProcessElement";
      invoke(plain, draining);
    } catch (Throwable t) {
      throw call.step().failure(phase, plain.withValue(KV.of(input, progress.getKey())), t);
    } finally {
      outputs.observeBy(null);
      call.step().exit(outer);
    }
  }

  /** Puts a truncated restriction in place of {@code whole}; false if nothing is to be done. */
  private boolean truncate(WindowedValue<InputT> element, Object whole) {
    TruncateResult<?> truncated = call.invoker().invokeTruncateRestriction(arguments);
    Object rest = truncated == null ? null : truncated.getTruncatedRestriction();
    if (!Objects.equals(rest, whole)) {
      host.cutShort();
    }
    arguments.atElement(element);
    arguments.atRestriction(rest);
    return truncated != null;
  }

  private void invoke(WindowedValue<InputT> element, boolean truncated) throws CoderException {
    RestrictionTracker<Object, Object> unwatched = call.invoker().invokeNewTracker(arguments);
    WatermarkEstimator<Object> estimator = call.invoker().invokeNewWatermarkEstimator(arguments);
    Invocation<Object, Object> invocation =
        new Invocation<>(
            unwatched,
            bounded(unwatched),
            shared,
            rest -> giveAway(residual(element, rest, estimator, Residual.AT_ONCE, truncated)),
            host.stop(),
            host::nanoTime);
    arguments.track(invocation.tracker());
    arguments.estimator(estimator);
    outputs.observeBy(estimator);
    ProcessContinuation continuation = call.process(arguments);
    for (Object rest : invocation.remainder(continuation.shouldResume())) {
      residuals.add(residual(element, rest, estimator, resumption(continuation), truncated));
    }
  }

  private long resumption(ProcessContinuation continuation) {
    long delay = continuation.resumeDelay().getMillis();
    return delay <= 0 ? Residual.AT_ONCE : LongMath.saturatedAdd(host.processingTime(), delay);
  }

  // Many a tracker of what never ends does not tell, such as that of a range up to the last number.
  private boolean bounded(RestrictionTracker<?, ?> tracker) {
    return call.signature().isBoundedPerElement() == PCollection.IsBounded.BOUNDED
        && tracker.isBounded() == RestrictionTracker.IsBounded.BOUNDED;
  }

  // No output is before its element, whatever an estimator knows.
  private void giveAway(Residual residual) {
    long timestamp = residual.element().getTimestamp().getMillis();
    shared.add(residual, Math.max(residual.watermark(), timestamp));
  }

  private Residual residual(
      WindowedValue<InputT> element,
      Object restriction,
      WatermarkEstimator<Object> estimator,
      long resume,
      boolean truncated) {
    // In this order: Beam's estimators bring their state up to date when asked for the watermark.
    long watermark = estimator.currentWatermark().getMillis();
    KV<Object, Object> progress = KV.of(restriction, estimator.getState());
    Residual residual =
        new Residual(
            element.withValue(KV.of(KV.of(element.getValue(), progress), 0.0)),
            watermark,
            resume,
            truncated);
    retainSideInputs(residual);
    return residual;
  }

  // The watermark may pass the end of the window before it is their turn.
  private void retainSideInputs(Residual residual) {
    call.retainSideInputs(Element.window(residual.element()));
  }

  @Override
  public void close() {
    shared.leave();
    super.close();
  }

  /** There is nothing to share until an instance has something to give away. */
  private final class GivenAway implements FirstWork<Residual> {
    @Override
    public List<Residual> make() {
      return List.of();
    }

    @Override
    public void restored(List<Residual> items) {
      items.forEach(ProcessRestrictionOperator.this::retainSideInputs);
    }
  }
}
