/**
 * How keyed state, timers and groups are written as entries, whichever host keeps them: what stands
 * in their keys and values.
 */
package dev.millrace.execution.checkpoint.keyed;
