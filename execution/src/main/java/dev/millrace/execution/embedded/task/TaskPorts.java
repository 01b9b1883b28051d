/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.channel.Mailbox;
import dev.millrace.execution.embedded.schedule.Doorbell;

/**
 * By what others reach a task.
 *
 * @param id which task it is
 * @param doorbell what wakes it
 * @param mailbox takes its messages
 * @param requests takes what else is asked of it
 */
public record TaskPorts(TaskId id, Doorbell doorbell, Mailbox mailbox, Requests requests) {

  /** The ports of task {@code id} with {@code doorbell}. */
  public static TaskPorts of(TaskId id, Doorbell doorbell) {
    return new TaskPorts(id, doorbell, new Mailbox(doorbell::ring), new Requests(doorbell));
  }
}
