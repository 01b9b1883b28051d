/** Turns a Beam pipeline into a stage graph: plain immutable data that knows nothing of threads. */
package dev.millrace.translation;
