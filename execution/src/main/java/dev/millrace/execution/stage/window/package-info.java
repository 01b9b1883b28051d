/** Windows: assigning them, when they expire, and what comes too late for them. */
package dev.millrace.execution.stage.window;
