package dev.millrace.execution.host;

import org.apache.beam.sdk.values.WindowedValue;

/** Accepts elements: an edge to another stage, or the next operator in this one. */
@FunctionalInterface
public interface StageOutput {

  /**
   * Passes {@code element} on. May block for as long as the consumer has no room.
   *
   * @throws RuntimeException what the consumer threw, if it is called at once
   */
  void emit(WindowedValue<?> element);
}
