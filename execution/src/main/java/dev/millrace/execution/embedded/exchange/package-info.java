/** How a task spreads the elements of an edge over the instances of the consuming stage. */
package dev.millrace.execution.embedded.exchange;
