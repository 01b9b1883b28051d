/**
 * Files for what does not fit in memory: blocks that are compressed and checked, and the budget
 * that says when to use them.
 */
package dev.millrace.execution.embedded.grouping.spill;
