/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import dev.millrace.flink.source.Dealing.Deal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Deals the splits of a source out to its readers. A source is split where it is read, by the first
 * reader, as that takes the user's code; the enumerator knows splits as bytes.
 *
 * <p>A reader that has been asked to make the splits has done so before the next barrier. It keeps what
 * it has dealt out in its own state until it is told that the enumerator has it. What Flink tells a
 * reader arrives on the side of a barrier on which it was told, so each checkpoint has every split
 * once.
 */
final class StageEnumerator implements SplitEnumerator<SplitState, Hand> {
  private final SplitEnumeratorContext<SplitState> context;
  private final Map<Integer, List<byte[]>> shares = new TreeMap<>();
  private final Set<Integer> readers = new TreeSet<>();
  private final List<Dealing.Share> restored;
  private boolean asked;
  private boolean dealt;
  private int assigned;

  StageEnumerator(SplitEnumeratorContext<SplitState> context, @Nullable Hand restored) {
    this.context = context;
    this.restored = restored == null ? List.of() : restored.shares();
    if (restored != null) {
      asked = restored.asked();
      dealt = restored.dealt();
    }
  }

  // A share of a job that had more readers goes to one that there is.
  private void take(Dealing.Share share) {
    shares
        .computeIfAbsent(share.reader() % context.currentParallelism(), r -> new ArrayList<>())
        .addAll(share.entries());
  }

  @Override
  public void start() {
    restored.forEach(this::take);
  }

  @Override
  public void addReader(int reader) {
    readers.add(reader);
    if (dealt) {
      serve(reader);
    } else if (reader == 0 && !asked) {
      asked = true;
      context.sendEventToSourceReader(reader, new Dealing.Make());
    }
  }

  private void serve(int reader) {
    List<byte[]> share = shares.remove(reader);
    if (share != null && !share.isEmpty()) {
      SplitState split = new SplitState("share-" + reader + "-" + assigned++, share, null);
      context.assignSplits(new SplitsAssignment<>(split, reader));
    }
    context.sendEventToSourceReader(reader, new Dealing.Dealt());
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    if (event instanceof Deal deal) {
      dealt = true;
      deal.shares().forEach(this::take);
      context.sendEventToSourceReader(reader, new Dealing.Accepted());
      for (int other : readers) {
        if (other != reader) {
          serve(other);
        }
      }
    }
  }

  // Nobody asks: a reader is given what there is for it.
  @Override
  public void handleSplitRequest(int reader, @Nullable String host) {}

  @Override
  public void addSplitsBack(List<SplitState> splits, int reader) {
    readers.remove(reader);
    for (SplitState split : splits) {
      take(new Dealing.Share(reader, split.entries()));
    }
  }

  @Override
  public Hand snapshotState(long checkpoint) {
    List<Dealing.Share> left = new ArrayList<>();
    shares.forEach((reader, entries) -> left.add(new Dealing.Share(reader, List.copyOf(entries))));
    return new Hand(asked, dealt, left);
  }

  @Override
  public void close() {}
}
