package dev.millrace.execution.embedded;

import dev.millrace.execution.host.StageInstance;
import dev.millrace.translation.graph.Stage;

/** Makes the instances of stages. */
@FunctionalInterface
public interface StageInstanceFactory {

  /** A new instance of {@code stage}. May be called by several threads at once. */
  StageInstance create(Stage stage);
}
