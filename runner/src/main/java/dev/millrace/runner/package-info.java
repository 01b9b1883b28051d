/** What a user touches: the runner, its options, its registrar and its result. */
package dev.millrace.runner;
