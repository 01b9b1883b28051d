/**
 * Coders and window functions by what they are, not by which objects they are: forms that can be
 * written down, shown and compared with those of another run.
 */
package dev.millrace.translation.compatibility.form;
