/**
 * The engine's own windowed values: small, one class per shape, nothing computed that is not asked
 * for.
 */
package dev.millrace.execution.stage.element;
