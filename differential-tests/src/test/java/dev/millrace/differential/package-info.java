/** Millrace and Beam's direct runner must make the same of every pipeline. */
package dev.millrace.differential;
