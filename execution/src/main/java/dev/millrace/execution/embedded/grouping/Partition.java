package dev.millrace.execution.embedded.grouping;

import java.util.ArrayList;
import java.util.List;

/**
 * The groups of one namespace.
 *
 * @param <V> the type of the values
 */
final class Partition<V> {
  /** What is in memory. */
  GroupTable<V> table = new GroupTable<>();

  /** About how many bytes {@link #table} takes. */
  long bytes;

  /** What has been spilled, the earliest first. */
  final List<SortedRun> runs = new ArrayList<>(0);
}
