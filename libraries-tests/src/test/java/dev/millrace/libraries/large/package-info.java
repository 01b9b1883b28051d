/** Tests whose dependencies are large: only {@code -Plibraries} compiles and runs them. */
package dev.millrace.libraries.large;
