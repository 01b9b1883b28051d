package dev.millrace.benchmarks.pipelines;

import java.io.Serializable;

/**
 * What a source holds.
 *
 * @param <T> the type of its elements
 */
interface Elements<T> extends Serializable {
  /** The element of an index. */
  T at(long index);
}
