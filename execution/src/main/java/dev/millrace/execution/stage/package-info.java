/**
 * The semantics of stages: what happens to elements, timers and watermarks.
 *
 * <p>Single-threaded and host-neutral: everything here runs on the one thread that owns the
 * instance and keeps its state in the tables and timers of the {@link
 * dev.millrace.execution.host.StageHost}.
 */
package dev.millrace.execution.stage;
