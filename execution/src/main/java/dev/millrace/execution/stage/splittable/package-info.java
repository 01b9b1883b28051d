/**
 * Splittable DoFns: restrictions are made and split in one operator and processed in another, where
 * what remains of them waits in state for its turn.
 */
package dev.millrace.execution.stage.splittable;
