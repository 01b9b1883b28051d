/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.host.StageFailure;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.util.UserCodeException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A pipeline that failed. The cause is the very exception that user code threw, wherever there is
 * one; the message begins with it and goes on to say where in the pipeline and on what it happened.
 * Failures that came after the first are suppressed exceptions.
 */
public final class MillraceExecutionException extends PipelineExecutionException {
  private static final long serialVersionUID = 1L;

  private static final String CONTEXT_REMEDY =
      "\n  Functions run with the context class loader of the thread that calls run(), unless that"
          + " does not find the classes of the pipeline: if they look up others, set it by"
          + " Thread.setContextClassLoader to one that finds all.";

  private static final String CODER_REMEDY =
      "\n  SerializableCoder finds classes by no other class loader than that of Beam. Give the type"
          + " another coder, or load Beam and the pipeline with one loader.";

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
  public static MillraceExecutionException of(Throwable failure) {
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
    text.append(remedyForMissingClass(getCause()));
    return text.toString();
  }

  private static String remedyForMissingClass(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at.getCause() instanceof ClassNotFoundException && isOfSerializableCoder(at)) {
        return CODER_REMEDY;
      }
      if (at instanceof ClassNotFoundException || at instanceof NoClassDefFoundError) {
        return CONTEXT_REMEDY;
      }
    }
    return "";
  }

  private static boolean isOfSerializableCoder(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().equals(SerializableCoder.class.getName());
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
