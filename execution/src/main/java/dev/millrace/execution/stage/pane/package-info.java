/**
 * What grouping keeps of windows and their panes: timers, holds, what has fired, and how far the
 * output watermark has come.
 */
package dev.millrace.execution.stage.pane;
