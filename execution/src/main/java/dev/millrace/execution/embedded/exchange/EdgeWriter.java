/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.embedded.channel.ChannelWriter;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/**
 * One edge as one of the producing tasks sees it: where elements go in, and the channels that they
 * come out of.
 *
 * @param collection the collection as the producer names it
 * @param output where the task emits
 * @param channels the channels of the edge that this task feeds
 */
public record EdgeWriter(int collection, StageOutput output, List<ChannelWriter> channels) {

  /**
   * Which instances of the consuming stage instance {@code producer} of the producing stage feeds.
   *
   * @return the indices of the first and after the last instance
   */
  public static Range targets(Exchange exchange, int producer, int producers, int consumers) {
    if (exchange instanceof Exchange.Gather) {
      return new Range(0, 1);
    }
    if (exchange instanceof Exchange.Forward && producers == consumers) {
      return new Range(producer, producer + 1);
    }
    return new Range(0, consumers);
  }

  /** The whole numbers from {@code first} to before {@code end}. */
  public record Range(int first, int end) {}

  /**
   * What is at the other end of an edge.
   *
   * @param transform the transform that consumes the edge, for messages
   * @param coder the coder of what it consumes
   * @param takesOurs whether it takes only what the engine has made itself, which need not be what
   *     the coder makes of it
   */
  public record Consumer(String transform, Coder<?> coder, boolean takesOurs) {}

  /**
   * The writer of instance {@code producer} for {@code edge}.
   *
   * @param channels the channels to the {@linkplain #targets targets} of the instance
   */
  public static EdgeWriter of(
      Edge edge, int producer, List<ChannelWriter> channels, Consumer consumer) {
    ChannelWriter[] all = channels.toArray(new ChannelWriter[0]);
    return new EdgeWriter(
        edge.produced(), output(edge.exchange(), producer, all, consumer), channels);
  }

  private static StageOutput output(
      Exchange exchange, int producer, ChannelWriter[] channels, Consumer consumer) {
    if (exchange instanceof Exchange.ByKey byKey) {
      return new KeyedOutput(channels, byKey.keyCoder(), consumer.coder(), consumer.transform());
    }
    Rotation rotation = new Rotation(channels, producer);
    return exchange instanceof Exchange.Forward || consumer.takesOurs()
        ? element -> rotation.next().add(element)
        : new RecodedOutput(rotation, consumer.coder(), consumer.transform());
  }
}
