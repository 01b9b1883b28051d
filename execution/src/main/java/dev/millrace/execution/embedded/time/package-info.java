/** The processing time of a job: the time of day, or a clock that moves when it is told to. */
package dev.millrace.execution.embedded.time;
