/** Pipelines to copy, written against Beam and the runner only. */
package dev.millrace.examples;
