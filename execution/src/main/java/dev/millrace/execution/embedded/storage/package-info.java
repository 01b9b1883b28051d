/**
 * Keyed state and timers, on the heap but for groups that do not fit.
 *
 * <p>Everything here belongs to one instance of a stage and is used by one thread at a time; there
 * are no locks.
 */
package dev.millrace.execution.embedded.storage;
