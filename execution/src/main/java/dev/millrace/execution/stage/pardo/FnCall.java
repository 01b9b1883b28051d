/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.enforce.ModelGuard;
import dev.millrace.translation.graph.ParDoSpec;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.DoFn.ProcessContinuation;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One instance of a user's DoFn with what every call of it needs: its life cycle, its outputs and
 * side inputs, and who is told when it fails.
 */
public final class FnCall<InputT, OutputT> {
  private final ParDoSpec spec;
  private final Step step;
  private final DoFn<InputT, OutputT> fn;
  private final DoFnSignature signature;
  private final FnOutputs outputs;
  private final Receivers receivers;
  private final SideInputAccess sideInputs;
  private final BundleFinalizer finalizer;
  private final @Nullable ModelGuard guard;
  private @Nullable DoFnInvoker<InputT, OutputT> invoker;
  private @Nullable BundleArguments<InputT, OutputT> bundleArguments;

  /**
   * Thaws the DoFn; {@link #startBundle} makes it ready.
   *
   * @param byTag where each declared output goes
   * @param enforcement what to check of every call
   */
  @SuppressWarnings("unchecked") // the translation ensures that inputs match the DoFn
  public FnCall(
      ParDoSpec spec, Step step, Map<TupleTag<?>, StageOutput> byTag, Enforcement enforcement) {
    this.spec = spec;
    this.step = step;
    this.fn = (DoFn<InputT, OutputT>) spec.fn().thaw();
    this.signature = DoFnSignatures.getSignature(fn.getClass());
    this.guard =
        enforcement.equals(Enforcement.NONE)
            ? null
            : new ModelGuard(step.transform(), enforcement, spec.inputCoder());
    this.outputs = new FnOutputs(fn, spec.mainOutput(), guarded(byTag), step.host().stop());
    this.receivers = new Receivers(outputs, spec.outputCoders());
    this.sideInputs = new SideInputAccess(spec, step);
    this.finalizer = step::afterBundle;
  }

  private Map<TupleTag<?>, StageOutput> guarded(Map<TupleTag<?>, StageOutput> byTag) {
    if (guard == null) {
      return byTag;
    }
    Map<TupleTag<?>, StageOutput> guarded = new HashMap<>(byTag);
    guarded.replaceAll(
        (tag, output) -> guard.guard(output, requireNonNull(spec.outputCoders().get(tag))));
    return guarded;
  }

  /** Calls {@code @Setup} unless that has been done; on failure {@code @Teardown} too. */
  public void prepare() {
    if (invoker == null) {
      setUp();
    }
  }

  private void setUp() {
    int outer = step.enter();
    try {
      invoker = DoFnInvokers.tryInvokeSetupFor(fn, options());
      bundleArguments = new BundleArguments<>(this);
    } catch (Throwable t) {
      throw step.failure("@Setup", "", t);
    } finally {
      step.exit(outer);
    }
  }

  /**
   * Calls {@code @StartBundle}, and before the first one {@code @Setup}: an instance that never
   * gets an element is never set up.
   */
  public void startBundle() {
    prepare();
    if (signature.startBundle() == null) {
      return;
    }
    int outer = step.enter();
    try {
      invoker().invokeStartBundle(bundleArguments);
    } catch (Throwable t) {
      throw step.failure("@StartBundle", "", t);
    } finally {
      step.exit(outer);
    }
  }

  /** Calls {@code @ProcessElement} on what {@code arguments} point at. */
  public ProcessContinuation process(FnArguments<InputT, OutputT> arguments) throws CoderException {
    if (guard == null) {
      return invoker().invokeProcessElement(arguments);
    }
    guard.before(arguments.current());
    ProcessContinuation continuation = invoker().invokeProcessElement(arguments);
    guard.after();
    return continuation;
  }

  /** Calls {@code @FinishBundle}. */
  public void finishBundle() {
    if (!emitsAtFinishBundle() && guard == null) {
      return;
    }
    int outer = step.enter();
    try {
      if (emitsAtFinishBundle()) {
        invoker().invokeFinishBundle(bundleArguments);
      }
      if (guard != null) {
        guard.finishBundle();
      }
    } catch (Throwable t) {
      throw step.failure("@FinishBundle", "", t);
    } finally {
      step.exit(outer);
    }
  }

  /** Whether the DoFn has a {@code @FinishBundle} method, which may emit. */
  public boolean emitsAtFinishBundle() {
    return signature.finishBundle() != null;
  }

  /** Calls {@code @Teardown} if {@code @Setup} went well. */
  public void tearDown() {
    if (invoker == null) {
      return;
    }
    DoFnInvoker<InputT, OutputT> last = invoker;
    invoker = null;
    int outer = step.enter();
    try {
      last.invokeTeardown();
    } catch (Throwable t) {
      throw step.closingFailure("@Teardown", t);
    } finally {
      step.exit(outer);
    }
  }

  /** The invoker, which the first bundle has made. */
  public DoFnInvoker<InputT, OutputT> invoker() {
    if (invoker == null) {
      throw new IllegalStateException(step.transform() + " is not set up");
    }
    return invoker;
  }

  /** The DoFn instance. */
  public DoFn<InputT, OutputT> fn() {
    return fn;
  }

  /** The DoFn's signature. */
  public DoFnSignature signature() {
    return signature;
  }

  /** What was translated of the ParDo. */
  public ParDoSpec spec() {
    return spec;
  }

  /** The step. */
  public Step step() {
    return step;
  }

  PipelineOptions options() {
    return step.host().options();
  }

  FnOutputs outputs() {
    return outputs;
  }

  Receivers receivers() {
    return receivers;
  }

  SideInputAccess sideInputs() {
    return sideInputs;
  }

  BundleFinalizer finalizer() {
    return finalizer;
  }

  @SuppressWarnings("unchecked") // the main output has the DoFn's output type
  TupleTag<OutputT> mainTag() {
    return (TupleTag<OutputT>) spec.mainOutput();
  }

  /**
   * Keeps what side inputs have for {@code mainWindow}, whenever that expires, until {@link
   * #releaseSideInputs} has been called as often, by whatever instance.
   */
  public void retainSideInputs(BoundedWindow mainWindow) {
    sideInputs.retain(mainWindow);
  }

  /** Takes back one {@link #retainSideInputs}. */
  public void releaseSideInputs(BoundedWindow mainWindow) {
    sideInputs.release(mainWindow);
  }

  /** Whether a call needs to know the one window of its element. */
  boolean observesWindow() {
    return signature.processElement().observesWindow() || !sideInputs.isEmpty();
  }
}
