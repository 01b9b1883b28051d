/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import dev.millrace.execution.embedded.work.Participant;
import dev.millrace.execution.embedded.work.StageQueues;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.WorkQueue;
import org.apache.beam.sdk.coders.Coder;

/** How an instance comes to its part of the work of its stage. */
public interface WholeWork {
  /** Each instance has work of its own, which no other takes. */
  WholeWork OWN = new WholeWork() {
        @Override
        public <T> WorkQueue<T> share(
            StageQueues own,
            String transform,
            Coder<T> coder,
            Participant instance,
            FirstWork<T> first) {
          return own.share(transform, coder, instance, first);
        }
      };

  /** The instance's part in {@code own}. */
  <T> WorkQueue<T> share(
      StageQueues own, String transform, Coder<T> coder, Participant instance, FirstWork<T> first);
}
