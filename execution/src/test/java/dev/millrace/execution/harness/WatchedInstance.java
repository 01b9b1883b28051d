/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.TimerFiring;
import java.util.function.Consumer;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** An instance that is watched for what it does to the watermark, before and after every call. */
final class WatchedInstance implements StageInstance {
  private final StageInstance instance;
  private final WatermarkLaws laws;
  private final Consumer<StageHost> opening;
  private StageHost host;
  private long outputWatermark = Elements.MIN;
  private long holds = Elements.MAX;
  private long work = Elements.MAX;

  WatchedInstance(StageInstance instance, WatermarkLaws laws, Consumer<StageHost> opening) {
    this.instance = instance;
    this.laws = laws;
    this.opening = opening;
  }

  private void before() {
    long now = host.outputWatermark();
    // Work that instances share may have ended without this one having been called.
    long held = WatermarkLaws.min(holds, Math.max(work, instance.hold()), host.inputWatermark());
    laws.outputAdvanced(outputWatermark, now, held);
    outputWatermark = now;
  }

  private void after() {
    holds = host.minimumHold();
    work = instance.hold();
    if (holds < outputWatermark) {
      laws.heldBehind(holds, outputWatermark);
    }
  }

  @Override
  public void open(StageHost newHost) throws Exception {
    host = newHost;
    outputWatermark = newHost.outputWatermark();
    opening.accept(newHost);
    instance.open(newHost);
    after();
  }

  @Override
  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
      throws Exception {
    before();
    if (element.getTimestamp().getMillis() < host.inputWatermark()) {
      laws.excuseLateness();
    }
    instance.element(collection, key, element);
    after();
  }

  @Override
  public void inputWatermark(long millis) throws Exception {
    before();
    instance.inputWatermark(millis);
    after();
  }

  @Override
  public void timer(TimerFiring firing) throws Exception {
    before();
    instance.timer(firing);
    after();
  }

  @Override
  public Progress advance(int maxElements) throws Exception {
    before();
    Progress progress = instance.advance(maxElements);
    after();
    return progress;
  }

  @Override
  public void drain() throws Exception {
    before();
    instance.drain();
    after();
  }

  @Override
  public void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {
    before();
    instance.sideInputReady(view, window);
    after();
  }

  @Override
  public void finishBundle() throws Exception {
    before();
    instance.finishBundle();
    laws.bundleFinished(!instance.bundleOpen());
    after();
  }

  @Override
  public void snapshot(long checkpoint) throws Exception {
    before();
    instance.snapshot(checkpoint);
    laws.bundleFinished(!instance.bundleOpen());
    after();
  }

  @Override
  public void checkpointComplete(long checkpoint) throws Exception {
    before();
    instance.checkpointComplete(checkpoint);
    after();
  }

  @Override
  public boolean awaitsCheckpoint() {
    return instance.awaitsCheckpoint();
  }

  @Override
  public long hold() {
    return instance.hold();
  }

  @Override
  public long timerHold() {
    return instance.timerHold();
  }

  @Override
  public long stableTime(TimeDomain domain) {
    return instance.stableTime(domain);
  }

  @Override
  public boolean emitsAtFinishBundle() {
    return instance.emitsAtFinishBundle();
  }

  @Override
  public boolean bundleOpen() {
    return instance.bundleOpen();
  }

  @Override
  public long elementsRead() {
    return instance.elementsRead();
  }

  @Override
  public double fractionDone() {
    return instance.fractionDone();
  }

  @Override
  public void close() throws Exception {
    instance.close();
  }
}
