/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Stopped;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValues;
import org.junit.jupiter.api.Test;

class ChannelTest {
  private static final int CHUNK = 4;

  private int woken;
  private final Mailbox mailbox = new Mailbox(since -> woken++);
  private final StopSignal stop = new StopSignal();
  private final Channel channel =
      new Channel(new Channel.Destination(mailbox, 0, 7), ChunkLimit.of(3), stop, () -> 0);
  private final ChannelWriter writer = new ChannelWriter(channel, CHUNK);

  private void add(Object... values) {
    for (Object value : values) {
      writer.add(WindowedValues.valueInGlobalWindow(value));
    }
  }

  private static String describe(Message message) {
    if (message instanceof Chunk chunk) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < chunk.size(); i++) {
        values.add(chunk.element(i).getValue());
      }
      chunk.channel().received();
      return values.toString();
    }
    if (message instanceof Message.Watermark watermark) {
      return "watermark " + watermark.time().take();
    }
    return message.getClass().getSimpleName();
  }

  private List<String> taken() {
    List<String> all = new ArrayList<>();
    for (Message message = mailbox.take(); message != null; message = mailbox.take()) {
      all.add(describe(message));
    }
    return all;
  }

  @Test
  void elementsAreSentByTheChunk() {
    add("a", "b", "c");
    assertTrue(mailbox.isEmpty());
    add("d", "e");

    assertEquals(List.of("[a, b, c, d]"), taken());
    assertEquals(1, woken);
    assertTrue(writer.flush());
    assertFalse(writer.flush());
    assertEquals(List.of("[e]"), taken());
  }

  @Test
  void whatWasAddedBeforeASignalArrivesBeforeIt() {
    add("a");
    writer.watermark(5);
    add("b");
    writer.idle();
    add("c");
    writer.end();

    assertEquals(List.of("[a]", "watermark 5", "[b]", "Idle", "[c]", "End"), taken());
  }

  @Test
  void aWatermarkRaisesTheOneBeforeAsLongAsThatIsTheLastMessageAndNotTaken() {
    writer.watermark(1);
    writer.watermark(2);
    writer.watermark(3);
    add("a");
    writer.watermark(4);
    writer.watermark(5);
    assertEquals(List.of("watermark 3", "[a]", "watermark 5"), taken());

    writer.watermark(6);
    assertEquals(List.of("watermark 6"), taken());
  }

  @Test
  void anElementThatIsLargeByItselfIsSentAtOnce() {
    add("small", KV.of("key", new byte[100_000]), "rest");

    Chunk chunk = (Chunk) mailbox.take();
    assertEquals(2, chunk.size());
    assertNull(mailbox.take());
  }

  @Test
  void chunksUnderWayAreCountedUntilDealtWith() {
    add("a", "b", "c", "d", "e", "f", "g", "h");
    assertEquals(2, channel.chunksUnderWay());
    taken();
    assertEquals(0, channel.chunksUnderWay());
  }

  @Test
  void signalsNeedNoCredit() {
    add("a", "b", "c", "d", "e", "f", "g", "h");
    writer.watermark(1);
    writer.end();

    assertEquals(4, taken().size());
  }

  @Test
  void aChunkWithoutCreditIsNotSentOnceTheJobIsStopped() {
    add("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
    stop.stop();

    assertThrows(Stopped.class, () -> add("m", "n", "o", "p"));
  }
}
