/** Runs a stage graph: DoFns, windows, state, timers and watermarks. */
package dev.millrace.execution;
