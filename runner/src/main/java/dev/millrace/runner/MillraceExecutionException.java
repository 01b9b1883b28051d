package dev.millrace.runner;

import dev.millrace.execution.host.StageFailure;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.util.UserCodeException;

/**
 * A pipeline that failed. The cause is the very exception that user code threw, wherever there is
 * one; the message begins with it and goes on to say where in the pipeline and on what it happened.
 * Failures that came after the first are suppressed exceptions.
 */
public final class MillraceExecutionException extends PipelineExecutionException {
  private static final long serialVersionUID = 1L;

  private final String message;
  private final String transform;
  private final String phase;
  private final String circumstances;

  private MillraceExecutionException(
      Throwable cause, String transform, String phase, String circumstances) {
    super(cause);
    this.transform = transform;
    this.phase = phase;
    this.circumstances = circumstances;
    this.message = describe();
  }

  /** The exception to throw for a job that ended with {@code failure}. */
  static MillraceExecutionException of(Throwable failure) {
    MillraceExecutionException exception =
        failure instanceof StageFailure at
            ? new MillraceExecutionException(
                userException(at), at.transform(), at.phase(), at.circumstances())
            : new MillraceExecutionException(failure, "", "", "");
    if (failure != exception.getCause()) {
      for (Throwable later : failure.getSuppressed()) {
        exception.addSuppressed(later);
      }
    }
    return exception;
  }

  private static Throwable userException(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    while (cause instanceof UserCodeException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private String describe() {
    StringBuilder text = new StringBuilder().append(getCause());
    if (!transform.isEmpty()) {
      text.append("\n  in ").append(phase).append(" of ").append(transform);
    }
    if (!circumstances.isEmpty()) {
      text.append("\n  ").append(circumstances);
    }
    return text.toString();
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** The full name of the transform that failed, empty if it was none. */
  public String transform() {
    return transform;
  }

  /** What was being done, such as {@code @ProcessElement}; empty if not known. */
  public String phase() {
    return phase;
  }

  /** Window, timestamp, key and a bounded rendering of the element, as far as they apply. */
  public String circumstances() {
    return circumstances;
  }
}
