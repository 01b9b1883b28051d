/** Replacements of the user's transforms that need their Java classes, made before the proto. */
package dev.millrace.translation.overrides;
