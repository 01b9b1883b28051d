/**
 * The interface between the semantics of a stage and the host that runs it.
 *
 * <p>Semantics ({@link dev.millrace.execution.host.StageInstance}) decide what happens to an
 * element; a host ({@link dev.millrace.execution.host.StageHost}) owns storage, transport, time and
 * threads. Everything here is called by one thread at a time unless its contract says otherwise.
 */
package dev.millrace.execution.host;
