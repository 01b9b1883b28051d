/** Operators that make elements: impulses, bounded and unbounded sources, test streams. */
package dev.millrace.execution.stage.source;
