/** Runs pipelines on both runners, compares what they put out, and shrinks what differs. */
package dev.millrace.differential.run;
