/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which checkpoints are to be taken: those that were asked for, and others as long as somebody waits
 * for one to be published. Not thread-safe.
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

  /** Somebody asks for one that goes to {@code target}: it is the same as another who waits has. */
  CheckpointRequest ask(CheckpointTarget target) {
    for (CheckpointRequest request : requests) {
      if (request.target() == target) {
        return request;
      }
    }
    CheckpointRequest request = CheckpointRequest.to(target);
    requests.add(request);
    return request;
  }

  /** The job has done all its work: {@code last} comes before what others have asked for. */
  void ask(CheckpointRequest last) {
    requests.addFirst(last);
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
      return waitedFor && !retrying ? CheckpointRequest.to(usual) : null;
    }
    return onlyLast && !first.last() ? null : requests.poll();
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
