/** Runs Beam's own suites against Millrace and checks the result in both directions. */
package dev.millrace.validates;
