/** Watermark arithmetic: holds and their minimum. Single-threaded, host-neutral. */
package dev.millrace.execution.watermark;
