/**
 * The plan: a pipeline as Millrace sees it before it is cut into stages.
 *
 * <p>A {@link dev.millrace.translation.plan.Plan} is an immutable list of operators in topological
 * order. Rewrites turn one plan into another; the fuser turns the last one into a stage graph.
 */
package dev.millrace.translation.plan;
