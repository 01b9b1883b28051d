/**
 * Who gives tasks their turns: a thread for each task, or the caller's thread for all of them. And
 * what follows from their coming to rest, all of them at once.
 */
package dev.millrace.execution.embedded.schedule;
