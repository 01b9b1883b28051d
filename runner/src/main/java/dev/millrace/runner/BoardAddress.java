/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a {@link JobBoard} is, and who may see it.
 *
 * @param host the name or number of the address to listen at
 * @param port the port, 0 for any that is free
 * @param token what those must know who change anything, and, where the address is not a loopback
 *     one, those who read; null to make one up, for a loopback address only
 */
public record BoardAddress(String host, int port, @Nullable String token) {

  /** Without the token, which is not to get into any log. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
