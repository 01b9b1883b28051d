/**
 * Channels between tasks: ordered, bounded, carrying chunks of elements and signals alike, so that
 * order alone says what a watermark covers.
 */
package dev.millrace.execution.embedded.channel;
