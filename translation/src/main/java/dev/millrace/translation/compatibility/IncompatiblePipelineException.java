/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.plan.Offence;
import java.util.List;
import java.util.stream.Collectors;

/** A pipeline cannot go on from a checkpoint. The message tells all reasons and all remedies. */
public final class IncompatiblePipelineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Offence> offences;

  IncompatiblePipelineException(List<Offence> offences) {
    super(
        offences.stream()
            .map(offence -> "\n  " + offence)
            .collect(
                Collectors.joining("", "The pipeline cannot go on from this checkpoint:", "")));
    this.offences = List.copyOf(offences);
  }

  /** The reasons, by transform. */
  public List<Offence> offences() {
    return offences;
  }
}
