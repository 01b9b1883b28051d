/** What is told of a transform that cannot be translated: what is wrong with it, and where. */
package dev.millrace.translation.fault;
