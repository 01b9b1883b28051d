/**
 * Grouping by key and window: the general path over Beam's own {@code ReduceFnRunner}, which knows
 * every trigger, merging windows and accumulation mode, on the engine's tables and timers; and
 * cheaper ones for what is common.
 */
package dev.millrace.execution.stage.group;
