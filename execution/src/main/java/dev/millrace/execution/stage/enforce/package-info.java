/** Checks of the rules of the Beam model that user code is trusted with otherwise. */
package dev.millrace.execution.stage.enforce;
