/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.HoldReason;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A stage whose operators call one another directly. */
final class FusedStage implements StageInstance {
  private static final int NONE = -1;

  private final Stage stage;
  private final OperatorFactory factory;
  private final Map<Integer, Boolean> leaving;
  private final FirstFailure failure = new FirstFailure();
  private final List<Operator> operators = new ArrayList<>();
  private final Map<Integer, StageOutput> arriving = new HashMap<>();
  private @Nullable Head head;
  private int headInput = NONE;

  // Elements of one collection arrive by chunks: what is done to them is looked up once per chunk.
  private int latestInput = NONE;
  private @Nullable StageOutput consumer;

  private boolean bundleOpen;
  private boolean emitsAtFinishBundle;

  /**
   * A stage to be opened.
   *
   * @param leaving the collections that other stages read, and whether coders are called for that
   *     which are not known to be faithful
   */
  FusedStage(Stage stage, OperatorFactory factory, Map<Integer, Boolean> leaving) {
    this.stage = stage;
    this.factory = factory;
    this.leaving = leaving;
  }

  @Override
  public void open(StageHost host) throws Exception {
    build(host);
    for (Operator operator : operators) {
      operator.open();
      emitsAtFinishBundle |= operator.emitsAtFinishBundle();
    }
  }

  // Consumers are built before what feeds them, so that each operator is given its outputs.
  private void build(StageHost host) {
    Map<Integer, List<StageOutput>> consumers = new HashMap<>();
    StageMetrics metrics = new StageMetrics(host);
    List<OperatorSpec> specs = stage.operators();
    for (int i = specs.size() - 1; i >= 0; i--) {
      OperatorSpec spec = specs.get(i);
      Step step = new Step(spec.transform(), host, failure, this::startBundle, metrics);
      Operator operator =
          factory.create(
              spec, step, collection -> output(collection, step, consumers.get(collection)));
      operators.add(operator);
      connect(spec, operator, consumers);
    }
    Collections.reverse(operators);
    consumers.forEach((collection, outputs) -> arriving.put(collection, fanOut(outputs)));
  }

  private StageOutput output(int collection, Step producer, @Nullable List<StageOutput> within) {
    List<StageOutput> outputs = new ArrayList<>();
    Boolean callsCoders = leaving.get(collection);
    if (callsCoders != null) {
      outputs.add(Departure.of(producer, producer.host().output(collection), callsCoders));
    }
    if (within != null) {
      outputs.addAll(within);
    }
    for (StageOutput output : outputs) {
      if (output instanceof KeyedInput keyed) {
        keyed.producedBy(producer);
      }
    }
    return fanOut(outputs);
  }

  private void connect(
      OperatorSpec spec, Operator operator, Map<Integer, List<StageOutput>> consumers) {
    if (operator instanceof Head first) {
      head = first;
      headInput = spec.inputs().isEmpty() ? NONE : spec.inputs().get(0);
      return;
    }
    for (int input : spec.inputs()) {
      consumers.computeIfAbsent(input, c -> new ArrayList<>()).add((StageOutput) operator);
    }
  }

  private static StageOutput fanOut(List<StageOutput> outputs) {
    if (outputs.isEmpty()) {
      return element -> {};
    }
    if (outputs.size() == 1) {
      return outputs.get(0);
    }
    StageOutput[] all = outputs.toArray(new StageOutput[0]);
    return element -> {
      for (StageOutput output : all) {
        output.emit(element);
      }
    };
  }

  @Override
  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
      throws Exception {
    startBundle();
    if (collection != headInput || head == null) {
      consumer(collection).emit(element);
    } else if (key == null) {
      head.element(element);
    } else {
      head.element(key, element);
    }
    failure.throwIfSet();
  }

  private StageOutput consumer(int collection) {
    StageOutput known = consumer;
    if (known == null || collection != latestInput) {
      known = requireNonNull(arriving.get(collection));
      consumer = known;
      latestInput = collection;
    }
    return known;
  }

  @Override
  public void inputWatermark(long millis) throws Exception {
    for (Operator operator : operators) {
      operator.inputWatermark(millis);
    }
    failure.throwIfSet();
  }

  @Override
  public void timer(TimerFiring firing) throws Exception {
    startBundle();
    requireHead().timer(firing);
    failure.throwIfSet();
  }

  private Head requireHead() {
    if (head == null) {
      throw new IllegalStateException("Stage " + stage.name() + " has no operator with timers");
    }
    return head;
  }

  @Override
  public Progress advance(int maxElements) throws Exception {
    if (head == null) {
      return Progress.DONE;
    }
    if (head.pausesForSideInputs() && sideInputsAwaited()) {
      return Progress.IDLE;
    }
    Progress progress = head.advance(maxElements);
    failure.throwIfSet();
    return progress;
  }

  private boolean sideInputsAwaited() {
    for (Operator operator : operators) {
      if (operator.awaitsSideInputs()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void drain() throws Exception {
    if (head != null) {
      head.drain();
    }
    failure.throwIfSet();
  }

  @Override
  public void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {
    startBundle();
    for (Operator operator : operators) {
      operator.sideInputReady(view, window);
    }
    failure.throwIfSet();
  }

  private void startBundle() {
    if (bundleOpen) {
      return;
    }
    bundleOpen = true;
    for (Operator operator : operators) {
      operator.startBundle();
    }
  }

  @Override
  public void finishBundle() throws Exception {
    if (!bundleOpen) {
      return;
    }
    for (Operator operator : operators) {
      operator.finishBundle();
    }
    bundleOpen = false;
    failure.throwIfSet();
  }

  @Override
  public void snapshot(long checkpoint) throws Exception {
    for (Operator operator : operators) {
      operator.snapshot(checkpoint);
    }
    failure.throwIfSet();
  }

  @Override
  public void checkpointComplete(long checkpoint) throws Exception {
    for (Operator operator : operators) {
      operator.checkpointComplete(checkpoint);
    }
    failure.throwIfSet();
  }

  @Override
  public boolean awaitsCheckpoint() {
    for (Operator operator : operators) {
      if (operator.awaitsCheckpoint()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long hold() {
    long hold = Holds.NONE;
    for (Operator operator : operators) {
      hold = Math.min(hold, operator.hold());
    }
    return hold;
  }

  @Override
  public HoldReason holdReason() {
    HoldReason earliest = HoldReason.NONE;
    for (int i = 0; i < operators.size(); i++) {
      Operator operator = operators.get(i);
      if (operator.hold() < earliest.hold()) {
        earliest =
            new HoldReason(
                operator.hold(), stage.operators().get(i).transform(), operator.holdReason());
      }
    }
    return earliest;
  }

  // Timers are the head's. What waits behind it for a side input is no business of theirs.
  @Override
  public long timerHold() {
    return head == null ? Holds.NONE : head.hold();
  }

  @Override
  public long stableTime(TimeDomain domain) {
    return head == null ? Long.MAX_VALUE : head.stableTime(domain);
  }

  @Override
  public boolean emitsAtFinishBundle() {
    return emitsAtFinishBundle;
  }

  @Override
  public boolean bundleOpen() {
    return bundleOpen;
  }

  @Override
  public long elementsRead() {
    return head == null ? 0 : head.elementsRead();
  }

  @Override
  public long elementsWaiting() {
    long waiting = 0;
    for (Operator operator : operators) {
      waiting += operator.elementsWaiting();
    }
    return waiting;
  }

  @Override
  public double fractionDone() {
    return head == null ? Double.NaN : head.fractionDone();
  }

  @Override
  public void close() throws Exception {
    Exception first = null;
    for (Operator operator : operators) {
      try {
        operator.close();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
