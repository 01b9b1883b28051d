/**
 * Beam's state interfaces over the cells that a host offers: for user functions ({@link
 * dev.millrace.execution.state.UserState}) and for the general grouping path ({@link
 * dev.millrace.execution.state.TableStateInternals}). Single-threaded, host-neutral.
 */
package dev.millrace.execution.state;
