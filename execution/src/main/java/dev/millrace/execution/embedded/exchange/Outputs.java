/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.embedded.channel.Channel;
import dev.millrace.execution.embedded.channel.ChannelWriter;
import dev.millrace.execution.host.StageOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * Everything a task sends: elements by collection, signals on all channels. Whatever was emitted
 * before a signal arrives before it.
 *
 * <p>Threading: used by its task alone.
 */
public final class Outputs {
  private final List<EdgeWriter> edges;
  private final List<ChannelWriter> channels = new ArrayList<>();
  private long emitted;

  /** The outputs of a task that feeds {@code edges}. */
  public Outputs(List<EdgeWriter> edges) {
    this.edges = List.copyOf(edges);
    edges.forEach(edge -> channels.addAll(edge.channels()));
  }

  /** Where elements of {@code collection} go: to all edges that carry it; nowhere if none does. */
  public StageOutput to(int collection) {
    StageOutput[] outputs =
        edges.stream()
            .filter(edge -> edge.collection() == collection)
            .map(EdgeWriter::output)
            .toArray(StageOutput[]::new);
    return switch (outputs.length) {
      case 0 -> element -> {};
      case 1 -> element -> emit(element, outputs[0]);
      default -> element -> emitAll(element, outputs);
    };
  }

  private void emit(WindowedValue<?> element, StageOutput output) {
    emitted++;
    output.emit(element);
  }

  private void emitAll(WindowedValue<?> element, StageOutput[] outputs) {
    emitted++;
    for (StageOutput output : outputs) {
      output.emit(element);
    }
  }

  /** The channels that lead from the task; of use to any thread. */
  public Stream<Channel> channels() {
    return channels.stream().map(ChannelWriter::channel);
  }

  /** How many elements were emitted to collections that have a consumer. */
  public long emitted() {
    return emitted;
  }

  /** Sends everything that was emitted; whether there was anything. */
  public boolean flush() {
    boolean sent = false;
    for (ChannelWriter channel : channels) {
      sent |= channel.flush();
    }
    return sent;
  }

  /** Sends a watermark, later than the one before. */
  public void watermark(long millis) {
    channels.forEach(channel -> channel.watermark(millis));
  }

  /** Tells that nothing is to be expected for a while. */
  public void idle() {
    channels.forEach(ChannelWriter::idle);
  }

  /** Tells that a drain has cut short what would have followed. */
  public void cutShort() {
    channels.forEach(ChannelWriter::cutShort);
  }

  /** Sends everything that was emitted, then the barrier of a checkpoint. */
  public void barrier(long checkpoint) {
    channels.forEach(channel -> channel.barrier(checkpoint));
  }

  /** Ends all channels. */
  public void end() {
    channels.forEach(ChannelWriter::end);
  }
}
