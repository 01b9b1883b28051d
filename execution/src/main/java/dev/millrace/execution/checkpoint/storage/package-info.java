/**
 * Checkpoints on disk: a directory with immutable segments of operations, and a manifest for each
 * checkpoint that names the segments it is made of. Whatever a disk or a crash does to them, what
 * is read is a checkpoint that was published, or an error. Knows nothing of what runs.
 */
package dev.millrace.execution.checkpoint.storage;
