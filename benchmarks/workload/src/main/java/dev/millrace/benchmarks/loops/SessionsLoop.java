/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.loops;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Query;
import dev.millrace.benchmarks.workload.Sinks;
import dev.millrace.benchmarks.workload.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * {@link Query#SESSIONS}. Elements are in order of time, so only the last session of a key grows.
 */
final class SessionsLoop {
  private final Parallel parallel;
  private final long elements;
  private final long run;

  SessionsLoop(Parallel parallel, long elements, long run) {
    this.parallel = parallel;
    this.elements = elements;
    this.run = run;
  }

  void run() throws InterruptedException, ExecutionException {
    List<Map<Long, List<Session>>> parts = parallel.run(elements, SessionsLoop::sessions);
    Map<Long, List<Session>> all = parts.get(0);
    for (Map<Long, List<Session>> part : parts.subList(1, parts.size())) {
      part.forEach((key, later) -> all.merge(key, later, SessionsLoop::append));
    }
    Sinks.witness();
    Tally tally = new Tally();
    all.forEach(
        (key, sessions) -> {
          for (Session session : sessions) {
            long result =
                Functions.inWindow(
                    KeyedValues.fold(session.values), session.last + Data.GAP_MILLIS - 1);
            tally.add(Hash.of(key, result));
          }
        });
    tally.flush(run);
  }

  private static Map<Long, List<Session>> sessions(long from, long to) {
    Map<Long, List<Session>> sessions = new HashMap<>();
    for (long i = from; i < to; i++) {
      List<Session> ofKey = sessions.computeIfAbsent(Data.burstKey(i), key -> new ArrayList<>());
      long millis = Data.millis(i);
      if (ofKey.isEmpty() || ofKey.get(ofKey.size() - 1).endsBefore(millis)) {
        ofKey.add(new Session(millis));
      }
      Session session = ofKey.get(ofKey.size() - 1);
      session.last = millis;
      session.values.add(Data.value(i));
    }
    return sessions;
  }

  private static List<Session> append(List<Session> earlier, List<Session> later) {
    Session last = earlier.get(earlier.size() - 1);
    Session next = later.get(0);
    if (last.endsBefore(next.first)) {
      earlier.addAll(later);
    } else {
      last.last = next.last;
      last.values.addAll(next.values);
      earlier.addAll(later.subList(1, later.size()));
    }
    return earlier;
  }

  private static final class Session {
    private final long first;
    private final LongList values = new LongList();
    private long last;

    Session(long first) {
      this.first = first;
      this.last = first;
    }

    boolean endsBefore(long millis) {
      return millis >= last + Data.GAP_MILLIS;
    }
  }
}
