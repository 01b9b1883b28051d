package dev.millrace.execution.embedded.channel;

/**
 * Unwinds a task of a job that is being stopped. An {@link Error}, so that user code that catches
 * every {@link Exception} around an output does not hold it up.
 */
public final class Stopped extends Error {
  private static final long serialVersionUID = 1L;

  Stopped() {
    super("The job is being stopped", null, false, false);
  }
}
