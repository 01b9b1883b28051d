/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.checkpoint.StateId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader that was written from {@code docs/checkpoint-format.md} and uses no class of Millrace,
 * nor a library. If it must change, so must the document, and the format version.
 */
class CheckpointFormatTest {
  @TempDir Path temp;

  @Test
  void aReaderWrittenFromTheDocumentReadsACheckpoint() throws IOException {
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 1)) {
      StoredCheckpoint base = Contents.publish(directory, 1);
      Contents.publishDelta(directory, base, 2);
      Document read = new Document(temp, 2);
      assertEquals(List.of("2", "0", "1", "2000", "jöb"), read.head);
      assertEquals(Map.of("plan", "plan of 2", "empty", ""), read.sections);
      assertEquals(Contents.expected(1, 2), read.entries);
    }
  }

  @Test
  void aReaderWrittenFromTheDocumentReadsASavepointOfManyBlocks() throws IOException {
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp.resolve("all"), 1);
        CheckpointWriter writer = directory.begin(9)) {
      writer.add(Contents.segment(writer, 9, 9_000));
      try (SegmentWriter segment = writer.newSegment()) {
        segment.put(Contents.NAMES, 127, Contents.bytes("noise"), noise);
        segment.append(Contents.NAMES, 127, Contents.bytes("noise"), noise);
        writer.add(segment.finish());
      }
      StoredCheckpoint saved = writer.publishSavepoint(temp.resolve("savepoint"), Contents.info(9));
      Document read = new Document(temp.resolve("savepoint"), 9);
      assertEquals(List.of("9", "1", "0", "9000", "jöb"), read.head);
      assertEquals(Contents.read(saved), read.entries);
      assertEquals(new StateId("Names/ParDo", "näme") + "/127/noise", lastKey(read));
    }
  }

  private static String lastKey(Document read) {
    return ((TreeMap<String, String>) read.entries).lastKey();
  }

  /** What is in a checkpoint, as the document has it. */
  private static final class Document {
    final List<String> head = new ArrayList<>();
    final Map<String, String> sections = new TreeMap<>();
    final Map<String, String> entries = new TreeMap<>();

    // By state, group and key, all in text of one byte a character.
    private final Map<String, byte[]> bytes = new TreeMap<>();

    Document(Path directory, long id) throws IOException {
      byte[] manifest = Files.readAllBytes(directory.resolve("checkpoint-" + id + ".manifest"));
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(manifest));
      assertEquals("MLRCKPT\n", new String(in.readNBytes(8), UTF_8));
      assertEquals(2, in.readInt());
      assertEquals(manifest.length, in.readLong());
      head.add(String.valueOf(in.readLong()));
      head.add(String.valueOf(in.readByte()));
      head.add(String.valueOf(in.readByte()));
      head.add(String.valueOf(in.readLong()));
      head.add(text(in));
      for (int left = in.readInt(); left > 0; left--) {
        sections.put(text(in), text(in));
      }
      for (int left = in.readInt(); left > 0; left--) {
        byte[] segment = Files.readAllBytes(directory.resolve(text(in)));
        assertEquals(segment.length, in.readLong());
        assertEquals(crc(segment, 0, segment.length), in.readInt());
        segment(segment);
      }
      assertEquals(crc(manifest, 0, manifest.length - 4), in.readInt());
      assertEquals(-1, in.read());
      bytes.forEach(
          (key, value) ->
              entries.put(new String(key.getBytes(ISO_8859_1), UTF_8), new String(value, UTF_8)));
    }

    private static String text(DataInputStream in) throws IOException {
      return new String(in.readNBytes(in.readInt()), UTF_8);
    }

    private void segment(byte[] file) throws IOException {
      assertEquals("MLRSEG2\n", new String(file, 0, 8, UTF_8));
      int footer = file.length - 20;
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(file, footer, 20));
      int index = (int) in.readLong();
      long operations = in.readLong();
      assertEquals(crc(file, footer, 16), in.readInt());
      Map<Long, Integer> begins = new TreeMap<>();
      byte[] all = blocks(file, 8, index, begins);
      byte[] sections = blocks(file, index, footer, new TreeMap<>());
      assertEquals(operations, sections(new ByteArrayInputStream(sections), all, begins));
    }

    /** The contents of the blocks between two places, and where those of each begin. */
    private static byte[] blocks(byte[] file, int from, int to, Map<Long, Integer> begins)
        throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(file, from, to - from));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      int at = from;
      while (at < to) {
        begins.put((long) at, all.size());
        int length = in.readInt();
        int stored = in.readInt();
        int checksum = in.readInt();
        byte[] contents = in.readNBytes(stored);
        byte[] covered = Arrays.copyOfRange(file, at, at + 8 + stored);
        System.arraycopy(contents, 0, covered, 8, stored);
        assertEquals(checksum, crc(covered, 0, covered.length));
        byte[] plain = stored == length ? contents : lz4(contents, length);
        assertEquals(length, plain.length);
        all.write(plain);
        at += 12 + stored;
      }
      return all.toByteArray();
    }

    private long sections(ByteArrayInputStream index, byte[] all, Map<Long, Integer> begins)
        throws IOException {
      List<String> names = new ArrayList<>();
      for (int left = number(index); left > 0; left--) {
        names.add(field(index) + ": " + field(index));
      }
      long count = 0;
      for (int left = number(index); left > 0; left--) {
        String on = names.get(number(index)) + "/" + (number(index) - 1) + "/";
        DataInputStream places = new DataInputStream(index);
        int block = begins.get(places.readLong());
        int at = block + number(index);
        long operations = places.readLong();
        ByteArrayInputStream in = new ByteArrayInputStream(all, at, all.length - at);
        for (long i = 0; i < operations; i++) {
          operation(in.read(), on + field(in), in);
        }
        count += operations;
      }
      assertEquals(-1, index.read());
      return count;
    }

    private void operation(int kind, String key, ByteArrayInputStream in) throws IOException {
      switch (kind) {
        case 0 -> bytes.put(key, in.readNBytes(number(in)));
        case 1 -> bytes.merge(key, in.readNBytes(number(in)), Document::concatenate);
        case 2 -> bytes.remove(key);
        case 3 -> bytes.keySet().removeIf(each -> each.startsWith(key));
        default -> throw new IOException("operation " + kind);
      }
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
      byte[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }

    private static String field(ByteArrayInputStream in) throws IOException {
      return new String(in.readNBytes(number(in)), ISO_8859_1);
    }

    private static int number(ByteArrayInputStream in) {
      int part = in.read();
      int number = part & 0x7f;
      for (int shift = 7; (part & 0x80) != 0; shift += 7) {
        part = in.read();
        number |= (part & 0x7f) << shift;
      }
      return number;
    }

    // The raw block format: a token of two lengths, literals, and how far back a match is.
    private static byte[] lz4(byte[] block, int length) {
      byte[] plain = new byte[length];
      ByteArrayInputStream in = new ByteArrayInputStream(block);
      int at = 0;
      while (in.available() > 0) {
        int token = in.read();
        int literals = length(token >>> 4, in);
        in.read(plain, at, literals);
        at += literals;
        if (in.available() > 0) {
          int back = in.read() | in.read() << 8;
          for (int left = length(token & 15, in) + 4; left > 0; left--) {
            plain[at] = plain[at - back];
            at++;
          }
        }
      }
      return Arrays.copyOf(plain, at);
    }

    private static int length(int first, ByteArrayInputStream in) {
      int length = first;
      int more = first == 15 ? 255 : 0;
      while (more == 255) {
        more = in.read();
        length += more;
      }
      return length;
    }

    private static int crc(byte[] bytes, int from, int length) {
      CRC32C sum = new CRC32C();
      sum.update(bytes, from, length);
      return (int) sum.getValue();
    }
  }
}
