/**
 * What any host must do: the contracts of {@link dev.millrace.execution.host}, as tests. A host's
 * own tests extend each of them and give it what is to be tested.
 */
package dev.millrace.execution.host.contract;
