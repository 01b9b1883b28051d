/**
 * How the cost of every operator grows with what goes through it, waits in it, or is open or
 * pending in it: never faster than N log N.
 */
package dev.millrace.runner.growth;
