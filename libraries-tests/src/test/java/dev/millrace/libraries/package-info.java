/**
 * Beam's libraries used on Millrace: what they write is read back and compared. Those whose
 * dependencies are large are in {@code large}, which only {@code -Plibraries} compiles and runs.
 */
package dev.millrace.libraries;
