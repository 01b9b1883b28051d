/** Runs the engines in turn, compares their results, and writes the reports. */
package dev.millrace.benchmarks.driver;
