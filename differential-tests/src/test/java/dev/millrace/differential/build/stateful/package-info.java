/** Functions with state and timers. */
package dev.millrace.differential.build.stateful;
