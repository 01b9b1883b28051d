/** Cuts a plan into stages: operators that run fused, and the edges between them. */
package dev.millrace.translation.fuse;
