/**
 * The stage graph: what translation hands to execution.
 *
 * <p>Plain immutable data. A {@link dev.millrace.translation.graph.StageGraph} can be printed,
 * compared, tested and shipped; it knows user functions, coders and windowing, and neither the
 * pipeline it came from nor the threads that will run it.
 */
package dev.millrace.translation.graph;
