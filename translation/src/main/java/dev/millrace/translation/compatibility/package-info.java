/**
 * Whether a pipeline can go on from what another has left: what is written down about a pipeline
 * beside its state, the comparison of two pipelines by it, and how state finds its transform under
 * a new name.
 */
package dev.millrace.translation.compatibility;
