/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.host.contract.TimerQueueContract;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The timers of one instance, which are written down and restored before each operation. */
final class RestoringTimers implements TimerQueueContract.Timers {
  private final KeySpace keys;
  private final Set<String> transforms = new LinkedHashSet<>();
  private Holds holds = new Holds();
  private ChangeLog log = new ChangeLog();
  private StateImage written = new StateImage();
  private HeapTimers timers =
      new HeapTimers(holds, RestoredState.nothing(), new InstanceRows(), log);

  RestoringTimers(KeySpace keys) {
    this.keys = keys;
  }

  /** The timers, for an operation. */
  HeapTimers operate() {
    log.freeze();
    timers.captureKeyless(0, log.captured());
    log.capture(Slice.whole());
    StateImage before = written;
    written = new StateImage();
    before.writeDelta(written);
    StateImage delta = log.complete();
    delta.writeDelta(written);
    delta.copyUngrouped(written);
    holds = new Holds();
    log = new ChangeLog();
    timers =
        new HeapTimers(
            holds, RestoredState.of(written, 0, 1, Keyer.KEY_GROUPS), new InstanceRows(), log);
    transforms.forEach(transform -> timers.queue(transform, keys));
    return timers;
  }

  @Override
  public TimerQueue queue(String transform) {
    transforms.add(transform);
    return new TimerQueue() {
      @Override
      public Named named(String family, String id, TimeDomain domain) {
        return new Named() {
          @Override
          public void set(@Nullable Key key, Namespace namespace, long time, long outputTime) {
            operate()
                .queue(transform, keys)
                .named(family, id, domain)
                .set(key, namespace, time, outputTime);
          }

          @Override
          public void delete(@Nullable Key key, Namespace namespace) {
            operate().queue(transform, keys).named(family, id, domain).delete(key, namespace);
          }
        };
      }

      @Override
      public void clear(Namespace namespace) {
        operate().queue(transform, keys).clear(namespace);
      }
    };
  }

  @Override
  public long hold() {
    operate();
    return holds.minimum();
  }

  @Override
  public void fire(TimeDomain domain, long now, Consumer<TimerFiring> firing) {
    for (TimerFiring next; (next = poll(operate(), domain, now)) != null; ) {
      firing.accept(next);
    }
  }

  /** Takes the next timer of {@code domain} that is due at {@code now}. */
  static @Nullable TimerFiring poll(HeapTimers timers, TimeDomain domain, long now) {
    return switch (domain) {
      case EVENT_TIME -> timers.pollEventTime(now);
      case PROCESSING_TIME -> timers.pollProcessingTime(now);
      case SYNCHRONIZED_PROCESSING_TIME -> timers.pollSynchronizedTime(now);
    };
  }
}
