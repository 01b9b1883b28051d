/**
 * Calling a user's DoFn: Beam's generated invokers with argument providers and receivers of our own
 * that are made once per DoFn instance and pointed at each element in turn.
 */
package dev.millrace.execution.stage.pardo;
