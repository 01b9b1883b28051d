/**
 * Grouping by key and window: the general path over Beam's own {@code ReduceFnRunner}, which knows
 * every trigger, merging windows and accumulation mode, on the engine's tables and timers; and
 * cheaper ones for what is common. A way of grouping has one name: that of its constant in {@link
 * dev.millrace.translation.graph.GroupingPath} and of its class here.
 */
package dev.millrace.execution.stage.grouping;
