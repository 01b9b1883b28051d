/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.element.ElementCoder;
import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A {@link DoFnOperator} whose elements wait: until they are stable, if the DoFn requires that, and
 * then until their side inputs are ready.
 */
public abstract class WaitingOperator<InputT, OutputT> extends DoFnOperator<InputT, OutputT> {
  private static final String PUSHED_BACK = "__millrace_pushback";

  private final @Nullable KeySpace keys;
  private @Nullable Pushback<InputT> pushback;
  private @Nullable StableInput<InputT> stableInput;

  /** An operator that makes calls by {@code call} for elements that belong to no key. */
  protected WaitingOperator(FnCall<InputT, OutputT> call) {
    this(call, null);
  }

  /** An operator that makes calls by {@code call} for elements with keys of {@code keys}. */
  protected WaitingOperator(FnCall<InputT, OutputT> call, @Nullable KeySpace keys) {
    super(call);
    this.keys = keys;
  }

  @Override
  public void open() {
    if (!call.sideInputs().isEmpty()) {
      pushback = new Pushback<>(call.sideInputs(), keyedOrListed(PUSHED_BACK, windowCoder()));
    }
    if (call.spec().stableInput()) {
      stableInput = stableInput();
    }
  }

  private KeptElements<BoundedWindow, InputT> keyedOrListed(
      String id, Coder<BoundedWindow> windowCoder) {
    return keys == null
        ? new ListedElements<>(items(id), Element::window, host().stop())
        : keyed(keys, id, windowCoder);
  }

  private @Nullable StableInput<InputT> stableInput() {
    return keys == null
        ? StableInput.of(call.step(), elementCoder())
        : StableInput.unlessIdle(
            new StableInput<>(keyed(keys, StableInput.id(), VarLongCoder.of()), call.step()));
  }

  private ItemList<WindowedValue<InputT>> items(String id) {
    return host().items(call.step().transform(), id, elementCoder());
  }

  private <L> KeptElements<L, InputT> keyed(KeySpace of, String id, Coder<L> laneCoder) {
    return new KeyedElements<>(
        host().state(call.step().transform(), of).multimaps(id, laneCoder, elementCoder()),
        host().stop());
  }

  private StageHost host() {
    return call.step().host();
  }

  @SuppressWarnings("unchecked") // the spec's input coder codes the elements
  private Coder<WindowedValue<InputT>> elementCoder() {
    return ElementCoder.of((Coder<InputT>) call.spec().inputCoder(), windowCoder());
  }

  @SuppressWarnings("unchecked") // windows are of the type that their function says
  private Coder<BoundedWindow> windowCoder() {
    return (Coder<BoundedWindow>) call.spec().inputWindowing().getWindowFn().windowCoder();
  }

  /** Whether elements go to {@link #keep} when they come; the same from {@link #open} on. */
  protected final boolean keepsInput() {
    return stableInput != null && stableInput.isKept();
  }

  /**
   * Keeps an element until it is stable; it is given to {@link #arrive} then.
   *
   * @param key its key, null where elements belong to none
   */
  protected final void keep(@Nullable Key key, WindowedValue<InputT> element) {
    requireNonNull(stableInput).keep(key, element);
  }

  /**
   * An element arrives that is stable, if that is required: it may have to wait for side inputs.
   *
   * @param key its key, null where elements belong to none
   */
  protected abstract void arrive(@Nullable Key key, WindowedValue<InputT> element);

  /** Whether the DoFn has side inputs, for which elements may have to wait. */
  protected final boolean readsSideInputs() {
    return pushback != null;
  }

  /**
   * Whether an element in {@code window} has to wait for side inputs. If so it goes to {@link
   * #pushBack}, else it is processed at once.
   */
  protected final boolean mustWait(BoundedWindow window) {
    return pushback != null && !pushback.mayPass(window);
  }

  /**
   * Keeps an element, in one window, until its side inputs are ready; it is given to {@link #take}
   * then.
   */
  protected final void pushBack(@Nullable Key key, WindowedValue<InputT> element) {
    requireNonNull(pushback).add(key, element);
  }

  /**
   * Takes an element, in one window, whose side inputs are ready.
   *
   * @param key its key, null where elements belong to none
   */
  protected abstract void take(@Nullable Key key, WindowedValue<InputT> element);

  @Override
  public final void sideInputReady(PCollectionView<?> view, BoundedWindow window) {
    if (pushback != null) {
      pushback.release(view, window, this::take);
    }
  }

  @Override
  public final boolean awaitsSideInputs() {
    return pushback != null && pushback.hold() < Holds.NONE;
  }

  @Override
  public final long elementsWaiting() {
    return pushback == null ? 0 : pushback.size();
  }

  @Override
  public void snapshot(long checkpoint) {
    if (pushback != null) {
      pushback.snapshot();
    }
    if (stableInput != null) {
      stableInput.snapshot(checkpoint);
    }
  }

  @Override
  public void checkpointComplete(long checkpoint) {
    if (stableInput != null) {
      stableInput.release(checkpoint, this::arrive);
    }
  }

  @Override
  public boolean awaitsCheckpoint() {
    return stableInput != null && !stableInput.isEmpty();
  }

  @Override
  public long hold() {
    long hold = pushback == null ? Holds.NONE : pushback.hold();
    return stableInput == null ? hold : Math.min(hold, stableInput.hold());
  }
}
