/** The queries as Beam pipelines, the same for every runner. */
package dev.millrace.benchmarks.pipelines;
