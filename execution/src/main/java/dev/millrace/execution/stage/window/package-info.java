/** Operators that touch nothing but windows, or nothing at all. */
package dev.millrace.execution.stage.window;
