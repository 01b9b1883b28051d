/** Metrics of a running job: of open bundles, attempted and committed. */
package dev.millrace.execution.embedded.metrics;
