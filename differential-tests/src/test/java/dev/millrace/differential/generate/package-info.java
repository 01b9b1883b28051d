/**
 * Makes random pipelines by seed, only such whose results the model fixes: where it leaves freedom
 * (the order within a bundle, how bundles are cut, when a runner looks at the clock), nothing that
 * depends on it is made.
 */
package dev.millrace.differential.generate;
