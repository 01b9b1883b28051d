/**
 * Runs operators on the real host, once and again under different conditions, and watches that they
 * keep to the laws of watermarks.
 */
package dev.millrace.execution.harness;
