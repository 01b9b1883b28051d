/** One parallel instance of a stage: its input, its bundles, its watermarks, its services. */
package dev.millrace.execution.embedded.task;
