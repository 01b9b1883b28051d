/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.element.ElementCoder;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.translation.graph.ParDoSpec;
import java.util.function.Function;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A {@link DoFnOperator} whose elements wait until their side inputs are ready. */
public abstract class WaitingOperator<InputT, OutputT> extends DoFnOperator<InputT, OutputT> {
  private static final String PUSHED_BACK = "__millrace_pushback";

  private final @Nullable KeySpace keys;
  private @Nullable Pushback<InputT> pushback;

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
      pushback = new Pushback<>(call.sideInputs(), keep(PUSHED_BACK, windowCoder(), Element::window));
    }
  }

  @SuppressWarnings("unchecked") // the spec's input coder codes the elements
  private <L> KeptElements<L, InputT> keep(
      String id, Coder<L> laneCoder, Function<WindowedValue<InputT>, L> laneOf) {
    ParDoSpec spec = call.spec();
    String transform = call.step().transform();
    StageHost host = call.step().host();
    Coder<WindowedValue<InputT>> coder =
        ElementCoder.of((Coder<InputT>) spec.inputCoder(), windowCoder());
    return keys == null
        ? new ListedElements<>(host.items(transform, id, coder), laneOf, host.stop())
        : new KeyedElements<>(
            host.state(transform, keys).multimaps(id, laneCoder, coder), host.stop());
  }

  @SuppressWarnings("unchecked") // windows are of the type that their function says
  private Coder<BoundedWindow> windowCoder() {
    return (Coder<BoundedWindow>) call.spec().inputWindowing().getWindowFn().windowCoder();
  }

  /** Whether the DoFn has side inputs, for which elements may have to wait. */
  protected final boolean readsSideInputs() {
    return pushback != null;
  }

  /**
   * Whether an element in {@code window} has to wait. If so it goes to {@link #pushBack}, else it
   * is processed at once.
   */
  protected final boolean mustWait(BoundedWindow window) {
    return pushback != null && !pushback.mayPass(window);
  }

  /** Keeps an element, in one window, until its side inputs are ready; it is given to {@link #take}. */
  protected final void pushBack(@Nullable Key key, WindowedValue<InputT> element) {
    if (pushback == null) {
      throw new IllegalStateException(call.step().transform() + " has no side inputs to wait for");
    }
    pushback.add(key, element);
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
  public final void snapshot(long checkpoint) {
    if (pushback != null) {
      pushback.snapshot();
    }
  }

  @Override
  public final long hold() {
    return pushback == null ? Holds.NONE : pushback.hold();
  }
}
