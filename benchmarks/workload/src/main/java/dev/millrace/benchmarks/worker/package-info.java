/** What a measuring JVM does, whichever engine it measures. */
package dev.millrace.benchmarks.worker;
