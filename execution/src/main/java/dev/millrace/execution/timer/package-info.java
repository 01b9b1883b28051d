/** Timers of runners-core over a host's timer queue. Single-threaded, host-neutral. */
package dev.millrace.execution.timer;
