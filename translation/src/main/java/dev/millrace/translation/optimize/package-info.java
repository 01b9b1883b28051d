/** Rewrites: pure functions from one plan to another that means the same and runs faster. */
package dev.millrace.translation.optimize;
