/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.junit.jupiter.api.Test;

/** Barriers of several channels, given in their order of arrival. */
class AlignmentTest {
  private final Mailbox mailbox = new Mailbox(since -> {});
  private final Channel a = channel(0);
  private final Channel b = channel(1);
  private final Channel c = channel(2);
  private Alignment alignment = new Alignment(3);
  private final Deque<Message> arriving = new ArrayDeque<>();

  private Channel channel(int index) {
    return new Channel(
        new Channel.Destination(mailbox, index, 0), ChunkLimit.of(8), new StopSignal(), () -> 0);
  }

  private static Chunk chunk(Channel channel, Object value) {
    WindowedValue<?>[] elements = {WindowedValues.valueInGlobalWindow(value)};
    return new Chunk(channel, elements, null, 1);
  }

  private static Message barrier(Channel channel, long checkpoint) {
    return new Message.Barrier(channel, checkpoint);
  }

  private static Message end(Channel channel) {
    return new Message.End(channel);
  }

  private void arrive(Message... messages) {
    arriving.addAll(List.of(messages));
  }

  /** Takes all that can be taken, as an intake does; barriers that are passed are marked. */
  private List<String> taken() {
    List<String> taken = new ArrayList<>();
    while (true) {
      if (alignment.isComplete()) {
        taken.add("passes " + alignment.checkpoint());
        alignment.pass();
      }
      Message released = alignment.next();
      Message next = released == null ? arriving.poll() : released;
      if (next == null) {
        return taken;
      }
      if (!alignment.holdsBack(next)) {
        open(next, taken);
      }
    }
  }

  private void open(Message message, List<String> taken) {
    if (message instanceof Message.Barrier barrier) {
      alignment.arrived(barrier);
    } else if (message instanceof Message.End) {
      alignment.ended();
      taken.add("end");
    } else {
      taken.add(String.valueOf(((Chunk) message).element(0).getValue()));
    }
  }

  @Test
  void aChannelIsHeldBackUntilTheBarriersOfAllOthersHaveCome() {
    arrive(chunk(a, "a1"), barrier(a, 1), chunk(a, "a2"), chunk(b, "b1"), barrier(b, 1));
    assertEquals(List.of("a1", "b1"), taken());
    assertTrue(alignment.isEmpty());

    arrive(chunk(b, "b2"), chunk(c, "c1"), barrier(c, 1), chunk(c, "c2"));
    assertEquals(List.of("c1", "passes 1", "a2", "b2", "c2"), taken());
  }

  @Test
  void aChannelThatHasEndedBringsNoBarrier() {
    arrive(end(b), barrier(a, 1), chunk(a, "a1"), barrier(c, 1));
    assertEquals(List.of("end", "passes 1", "a1"), taken());
  }

  @Test
  void theEndOfTheLastChannelThatIsAwaitedCompletesTheBarrier() {
    arrive(barrier(a, 1), end(a), barrier(c, 1), chunk(c, "c1"), chunk(b, "b1"), end(b));
    assertEquals(List.of("b1", "end", "passes 1", "end", "c1"), taken());

    arrive(barrier(c, 2));
    assertEquals(List.of("passes 2"), taken());
  }

  @Test
  void whenABarrierIsToBePassedThenThereIsSomethingToDo() {
    alignment = new Alignment(2);
    alignment.arrived(new Message.Barrier(a, 1));
    assertTrue(alignment.isEmpty());
    alignment.ended();
    assertFalse(alignment.isEmpty());
  }

  @Test
  void theNextBarrierMayBeAmongWhatWasHeldBack() {
    arrive(barrier(a, 1), chunk(a, "a1"), barrier(a, 2), chunk(a, "a2"));
    arrive(barrier(b, 1), barrier(c, 1));
    assertEquals(List.of("passes 1", "a1"), taken());

    arrive(chunk(b, "b1"), barrier(b, 2), chunk(b, "b2"), chunk(c, "c1"), barrier(c, 2));
    assertEquals(List.of("b1", "c1", "passes 2", "a2", "b2"), taken());
  }

  @Test
  void whenTheCheckpointIsDroppedThenNothingIsHeldBack() {
    arrive(barrier(a, 1), chunk(a, "a1"), barrier(b, 1), chunk(b, "b1"));
    assertEquals(List.of(), taken());

    alignment.drop(1);
    arrive(chunk(c, "c1"), barrier(c, 1), chunk(c, "c2"));
    assertEquals(List.of("a1", "b1", "c1", "c2"), taken());
  }

  @Test
  void whenTheCheckpointIsDroppedAsItsBarrierIsCompleteThenItIsNotPassed() {
    alignment = new Alignment(2);
    alignment.arrived(new Message.Barrier(a, 1));
    alignment.arrived(new Message.Barrier(b, 1));
    alignment.drop(1);
    assertFalse(alignment.isComplete());
    assertTrue(alignment.isEmpty());
  }

  @Test
  void theBarrierOfALaterCheckpointTellsThatTheOneBeforeWasDropped() {
    arrive(barrier(a, 1), chunk(a, "a1"), barrier(a, 2), chunk(a, "a2"));
    arrive(chunk(b, "b1"), barrier(b, 2), chunk(b, "b2"), chunk(c, "c1"), barrier(c, 1));
    assertEquals(List.of("b1", "a1", "c1"), taken());

    arrive(chunk(c, "c2"), barrier(c, 2));
    assertEquals(List.of("c2", "passes 2", "a2", "b2"), taken());
  }

  @Test
  void whatIsHeldBackAtRandomKeepsTheOrderOfItsChannel() {
    for (int seed = 0; seed < 500; seed++) {
      inOrder(new Random(seed), "seed " + seed);
    }
  }

  // Each channel brings the same barriers; some are dropped, some channels end in between.
  private void inOrder(Random random, String seed) {
    alignment = new Alignment(3);
    List<Deque<Message>> channels = new ArrayList<>();
    for (Channel channel : List.of(a, b, c)) {
      Deque<Message> messages = new ArrayDeque<>();
      long checkpoints = random.nextInt(4) == 0 ? random.nextInt(5) : 5;
      for (long checkpoint = 1; checkpoint <= checkpoints; checkpoint++) {
        for (int i = random.nextInt(3); i > 0; i--) {
          messages.add(chunk(channel, channel.input() + " " + checkpoint));
        }
        messages.add(barrier(channel, checkpoint));
      }
      messages.add(end(channel));
      channels.add(messages);
    }
    Map<Character, Long> last = new HashMap<>();
    long passed = 0;
    while (channels.stream().anyMatch(messages -> !messages.isEmpty())) {
      Deque<Message> from = channels.get(random.nextInt(3));
      if (!from.isEmpty()) {
        arrive(from.poll());
      }
      for (String each : taken()) {
        if (each.startsWith("passes")) {
          assertEquals(passed + 1, passed = Long.parseLong(each.substring(7)), seed);
        } else if (!each.equals("end")) {
          long epoch = Long.parseLong(each.substring(2));
          assertEquals(passed + 1, epoch, seed + ": " + each + " behind barrier " + passed);
          assertTrue(last.getOrDefault(each.charAt(0), 0L) <= epoch, seed);
          last.put(each.charAt(0), epoch);
        }
      }
    }
    assertTrue(alignment.isEmpty(), seed);
    assertFalse(alignment.holdsBack(end(a)), seed);
  }
}
