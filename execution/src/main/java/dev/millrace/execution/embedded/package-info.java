/**
 * The embedded host: runs a stage graph in this process.
 *
 * <p>{@link dev.millrace.execution.embedded.EmbeddedJob} is the way in. Each stage runs as one or
 * more <i>tasks</i> ({@code task}), which exchange elements and watermarks through bounded
 * <i>channels</i> ({@code channel}, {@code exchange}); who gives a task its turn is another matter
 * ({@code schedule}). This is the one place of the engine that knows threads.
 */
package dev.millrace.execution.embedded;
