/**
 * Reads a pipeline proto into a plan.
 *
 * <p>The graph comes from the proto, the user's functions, coders and windowing from the pipeline's
 * own objects beside it. No type of Beam's portable model leaves this package.
 */
package dev.millrace.translation.proto;
