/** Making keys of values: their equality, their key groups, and which coders can be trusted. */
package dev.millrace.execution.keying;
