/** Work that the instances of a stage share. */
package dev.millrace.execution.embedded.work;
