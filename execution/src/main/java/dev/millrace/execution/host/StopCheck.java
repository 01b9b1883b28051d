/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

/**
 * By what an instance learns that its job is being stopped: because somebody cancels it, or because
 * another instance has failed.
 *
 * <p>Whatever may go on for long asks: at each output of user code, each claim of a restriction,
 * and each round of a loop over what may be many. So nothing is left that goes on for long but user
 * code that never calls the engine.
 *
 * <p>A class and no interface, for the one implementation of a process to be called directly: it is
 * asked for each element.
 */
public abstract class StopCheck {

  /**
   * Returns at once as a rule. May be called by any thread.
   *
   * @throws Stopped if the job is being stopped
   */
  public abstract void throwIfStopped();

  /**
   * Whether the calling thread happens to know that the job is being stopped, be it that it has
   * stopped it itself. Cheaper than {@link #throwIfStopped}, which has to be called now and then all
   * the same: what other threads do this may never see.
   */
  public abstract boolean seemsStopped();
}
