/**
 * Values grouped by key: in memory as long as they fit, and else in sorted runs on file that are
 * merged in the end.
 */
package dev.millrace.execution.embedded.grouping;
