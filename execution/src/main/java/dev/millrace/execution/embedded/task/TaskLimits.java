package dev.millrace.execution.embedded.task;

/**
 * Bounds that a task keeps to.
 *
 * @param bundleElements the most elements and timers in a bundle
 * @param bundleMillis the longest time a bundle is open
 * @param idleMillis how long the task, a source, must have had nothing to count as idle; 0 for
 *     never
 */
public record TaskLimits(int bundleElements, long bundleMillis, long idleMillis) {}
