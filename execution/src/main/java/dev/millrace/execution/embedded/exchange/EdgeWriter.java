package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.embedded.channel.ChannelWriter;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import java.util.List;

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
   * The writer of instance {@code producer} for {@code edge}.
   *
   * @param channels the channels to the {@linkplain #targets targets} of the instance
   * @param consumer what consumes the edge, for messages
   */
  public static EdgeWriter of(
      Edge edge, int producer, List<ChannelWriter> channels, String consumer) {
    ChannelWriter[] all = channels.toArray(new ChannelWriter[0]);
    return new EdgeWriter(
        edge.produced(), output(edge.exchange(), producer, all, consumer), channels);
  }

  private static StageOutput output(
      Exchange exchange, int producer, ChannelWriter[] channels, String consumer) {
    if (exchange instanceof Exchange.ByKey byKey) {
      return Spread.byKey(channels, new Keyer(byKey.keyCoder(), consumer));
    }
    return channels.length == 1
        ? Spread.single(channels[0])
        : Spread.roundRobin(channels, producer);
  }
}
