/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import dev.millrace.translation.plan.Offence;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A pipeline cannot run. The message names everything that stands in the way, not just the first.
 * Where something was thrown, the first of it is the cause, the rest is suppressed.
 */
public final class UnsupportedPipelineException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Offence> offences;

  UnsupportedPipelineException(List<Offence> offences) {
    super(message(offences));
    this.offences = List.copyOf(offences);
    for (Offence offence : this.offences) {
      if (offence.cause() != null) {
        addCause(offence.cause());
      }
    }
  }

  private void addCause(Throwable cause) {
    if (getCause() == null) {
      initCause(cause);
    } else if (getCause() != cause) {
      addSuppressed(cause);
    }
  }

  private static String message(List<Offence> offences) {
    return offences.stream()
        .map(offence -> "\n  - " + offence)
        .collect(Collectors.joining("", "This pipeline cannot run on Millrace:", ""));
  }

  /** All that stands in the way. */
  public List<Offence> offences() {
    return offences;
  }
}
