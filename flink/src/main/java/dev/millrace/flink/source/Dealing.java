/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/** What the readers of a source and its enumerator tell one another while splits are dealt out. */
sealed interface Dealing extends SourceEvent {

  /** To the first reader of a job that begins anew: make the splits, and deal them out. */
  record Make() implements Dealing {
    private static final long serialVersionUID = 1L;
  }

  /**
   * From the reader that has made the splits: what is for whom.
   *
   * @param shares the splits of each reader, by its number
   */
  record Deal(List<Share> shares) implements Dealing {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The splits of a reader, as bytes.
   *
   * @param reader its number
   * @param entries as {@code EntryBytes} has them
   */
  record Share(int reader, List<byte[]> entries) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** To the reader that has dealt splits out: they are in the hands of the enumerator. */
  record Accepted() implements Dealing {
    private static final long serialVersionUID = 1L;
  }

  /** To a reader: it has all that is for it, and may begin. */
  record Dealt() implements Dealing {
    private static final long serialVersionUID = 1L;
  }
}
