/** Runs Beam's tests again under other settings of the engine, each in a JVM of its own. */
package dev.millrace.validates.matrix;
