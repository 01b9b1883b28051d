package dev.millrace.translation;

import dev.millrace.translation.plan.Offence;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A pipeline cannot run. The message names everything that stands in the way, not just the first.
 */
public final class UnsupportedPipelineException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Offence> offences;

  UnsupportedPipelineException(List<Offence> offences) {
    super(message(offences));
    this.offences = List.copyOf(offences);
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
