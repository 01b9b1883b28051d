/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.embedded.work.Participant;
import dev.millrace.execution.embedded.work.StageQueues;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.flink.stage.EntryBytes;
import dev.millrace.flink.stage.Place;
import dev.millrace.flink.stage.WholeWork;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * The work of the reader that makes the first of it: keeps its share, and gives the others theirs,
 * in turn.
 */
final class DealtWork implements WholeWork {
  private static final byte[] NONE = {};

  private final Place place;
  private final Consumer<List<Dealing.Share>> others;

  DealtWork(Place place, Consumer<List<Dealing.Share>> others) {
    this.place = place;
    this.others = others;
  }

  @Override
  public <T> WorkQueue<T> share(
      StageQueues own, String transform, Coder<T> coder, Participant instance, FirstWork<T> first) {
    StateId id = StageQueues.stateOf(transform);
    return own.share(
        transform, coder, instance, () -> dealt(first.make(), new EntryCodec<>(id, coder), id));
  }

  private <T> List<T> dealt(Iterable<T> all, EntryCodec<T> codec, StateId id) {
    List<T> mine = new ArrayList<>();
    List<Dealing.Share> theirs = new ArrayList<>();
    for (int reader = 0; reader < place.parallelism(); reader++) {
      theirs.add(new Dealing.Share(reader, new ArrayList<>()));
      // Tells a reader without any that there has been work.
      theirs.get(reader).entries().add(EntryBytes.of(id, StateId.UNGROUPED, NONE, NONE));
    }
    int number = 0;
    for (T item : all) {
      int reader = number % place.parallelism();
      if (reader == place.instance()) {
        mine.add(item);
      } else {
        byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        theirs.get(reader).entries().add(EntryBytes.of(id, StateId.UNGROUPED, key, bytes(codec, item)));
      }
      number++;
    }
    theirs.remove(place.instance());
    others.accept(theirs);
    return mine;
  }

  // As a queue has it: an item behind its watermark.
  private static <T> byte[] bytes(EntryCodec<T> codec, T item) {
    byte[] encoded = codec.encoded(item);
    return ByteBuffer.allocate(Long.BYTES + encoded.length)
        .putLong(BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis())
        .put(encoded)
        .array();
  }
}
