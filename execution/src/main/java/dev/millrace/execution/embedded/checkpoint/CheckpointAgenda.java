/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.embedded.checkpoint.CheckpointRequest.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which checkpoints are to be taken: those that were asked for, and others as long as somebody
 * waits for one to be published. Not thread-safe.
 */
final class CheckpointAgenda {
  private final CheckpointTarget usual;
  private final int mostInVain;
  private final Deque<CheckpointRequest> requests = new ArrayDeque<>();
  private boolean waitedFor;
  private int inVain;
  private boolean retrying;

  /** What comes of a checkpoint that has come to nothing. */
  enum Consequence {
    /** The next one is taken when somebody asks for it. */
    NONE,
    /** Somebody waits: another one is to be taken soon, by {@link #retry}. */
    RETRY,
    /** Somebody has waited for too many in a row. */
    GIVE_UP
  }

  /**
   * Nothing to be done yet.
   *
   * @param usual where checkpoints go that somebody waits for
   * @param mostInVain how many in a row may come to nothing meanwhile
   */
  CheckpointAgenda(CheckpointTarget usual, int mostInVain) {
    this.usual = usual;
    this.mostInVain = mostInVain;
  }

  /**
   * Somebody asks for one: the last one of a job comes before all others; for one behind which the
   * job goes on, another does that has been asked for and goes the same way.
   *
   * @return what has been asked for
   */
  CheckpointRequest ask(CheckpointRequest wanted) {
    if (wanted.is(Kind.LAST)) {
      requests.addFirst(wanted);
      return wanted;
    }
    for (CheckpointRequest request : requests) {
      if (wanted.is(Kind.PASSING)
          && request.is(Kind.PASSING)
          && request.target() == wanted.target()) {
        return request;
      }
    }
    requests.add(wanted);
    return wanted;
  }

  /** Somebody waits for one to be published. */
  void await() {
    waitedFor = true;
  }

  /**
   * The next one to be taken, null if there is none.
   *
   * @param onlyLast whether none makes sense any more but the last one of a job that is done
   */
  @Nullable CheckpointRequest next(boolean onlyLast) {
    CheckpointRequest first = requests.peek();
    if (first == null) {
      return waitedFor && !retrying ? new CheckpointRequest(usual, Kind.PASSING) : null;
    }
    return onlyLast && !first.is(Kind.LAST) ? null : requests.poll();
  }

  /** Whether there is nothing to be taken now or soon. */
  boolean isEmpty() {
    return requests.isEmpty() && !waitedFor;
  }

  /** One has been published: those who need yet another have to say so. */
  void published() {
    waitedFor = false;
    inVain = 0;
  }

  /** One has come to nothing. */
  Consequence failed() {
    if (!waitedFor) {
      return Consequence.NONE;
    }
    if (++inVain == mostInVain) {
      return Consequence.GIVE_UP;
    }
    // One may be taken earlier, as somebody asks for it, and come to nothing too.
    boolean already = retrying;
    retrying = true;
    return already ? Consequence.NONE : Consequence.RETRY;
  }

  /** It is time to try again, if somebody still waits. */
  void retry() {
    retrying = false;
  }

  /** Nothing is to be taken any more; answers what was asked for. */
  List<CheckpointRequest> clear() {
    List<CheckpointRequest> left = List.copyOf(requests);
    requests.clear();
    waitedFor = false;
    return left;
  }
}
