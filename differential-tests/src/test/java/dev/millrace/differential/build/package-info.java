/** Beam pipelines made from specifications, which tell what every step of them puts out. */
package dev.millrace.differential.build;
