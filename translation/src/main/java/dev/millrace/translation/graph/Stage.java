package dev.millrace.translation.graph;

import java.util.List;

/**
 * Operators that run fused: an element passes from one to the next by a method call.
 *
 * @param id the stage's number, unique in a graph; stages are numbered in topological order
 * @param name a short readable name
 * @param operators the operators, in topological order
 * @param parallel whether the stage may run as several instances; if not it runs as exactly one
 */
public record Stage(int id, String name, List<OperatorSpec> operators, boolean parallel) {
  public Stage {
    operators = List.copyOf(operators);
  }
}
