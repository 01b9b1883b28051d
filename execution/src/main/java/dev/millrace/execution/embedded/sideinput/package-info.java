/** The side inputs of a job: materialised once, shared by all tasks. */
package dev.millrace.execution.embedded.sideinput;
