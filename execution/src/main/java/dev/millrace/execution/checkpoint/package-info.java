/**
 * What state looks like outside of the tables it is used from: entries of bytes under the names of
 * transforms and states, and a log of what happens to them. Knows no stage, no host and no disk.
 */
package dev.millrace.execution.checkpoint;
