/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The form of a manifest on file. Binary: its sections are bytes anyway, there is one way to write
 * a manifest and no way to read half of one, and a reader needs no library. Magic, version and the
 * checksum at the end keep their places in all versions.
 */
final class ManifestCodec {
  static final int VERSION = 2;
  private static final byte[] MAGIC = "MLRCKPT\n".getBytes(US_ASCII);
  private static final int CHECKSUM = 4;
  private static final int LEAST = 8 + 4 + 8 + CHECKSUM;

  private ManifestCodec() {}

  static byte[] encode(Manifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeInt(VERSION);
      out.writeLong(0);
      writeBody(manifest, out);
      out.writeInt(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory could not be written", e);
    }
    byte[] encoded = bytes.toByteArray();
    ByteBuffer view = ByteBuffer.wrap(encoded);
    view.putLong(MAGIC.length + 4, encoded.length);
    view.putInt(encoded.length - CHECKSUM, checksum(encoded));
    return encoded;
  }

  private static void writeBody(Manifest manifest, DataOutputStream out) throws IOException {
    CheckpointInfo info = manifest.info();
    out.writeLong(manifest.id());
    out.writeByte(manifest.kind() == CheckpointKind.CHECKPOINT ? 0 : 1);
    out.writeByte(info.finished() ? 1 : 0);
    out.writeLong(info.createdMillis());
    writeBytes(Utf8.bytes(info.jobName()), out);
    out.writeInt(info.sections().size());
    for (Map.Entry<String, byte[]> section : info.sections().entrySet()) {
      writeBytes(Utf8.bytes(section.getKey()), out);
      writeBytes(section.getValue(), out);
    }
    out.writeInt(manifest.segments().size());
    for (Segment segment : manifest.segments()) {
      writeBytes(Utf8.bytes(segment.file()), out);
      out.writeLong(segment.length());
      out.writeInt(segment.checksum());
    }
  }

  private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param file names the file in errors
   */
  static Manifest decode(Path file, byte[] bytes)
      throws CorruptFileException, UnsupportedFormatException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    checkFrame(file, bytes, in);
    in.position(MAGIC.length + 4 + 8).limit(bytes.length - CHECKSUM);
    try {
      Manifest manifest = readBody(file, in);
      if (in.hasRemaining()) {
        throw new CorruptFileException(file, in.position(), "the manifest should end there");
      }
      return manifest;
    } catch (BufferUnderflowException e) {
      throw new CorruptFileException(file, in.position(), "the manifest should go on there");
    }
  }

  private static void checkFrame(Path file, byte[] bytes, ByteBuffer in)
      throws CorruptFileException, UnsupportedFormatException {
    if (bytes.length < LEAST) {
      throw new CorruptFileException(
          file, bytes.length, "a manifest has at least " + LEAST + " bytes");
    }
    if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new CorruptFileException(file, 0, "a manifest begins with MLRCKPT and a line feed");
    }
    int expected = checksum(bytes);
    int found = in.getInt(bytes.length - CHECKSUM);
    if (found != expected) {
      throw new CorruptFileException(
          file,
          bytes.length - CHECKSUM,
          String.format("the bytes before have the checksum %08x, not %08x", expected, found));
    }
    int version = in.getInt(MAGIC.length);
    if (version != VERSION) {
      throw new UnsupportedFormatException(file, version);
    }
    long length = in.getLong(MAGIC.length + 4);
    if (length != bytes.length) {
      throw new CorruptFileException(
          file, bytes.length, "the manifest should have " + length + " bytes");
    }
  }

  private static Manifest readBody(Path file, ByteBuffer in) throws CorruptFileException {
    long id = in.getLong();
    CheckpointKind kind = readFlag(file, in) ? CheckpointKind.SAVEPOINT : CheckpointKind.CHECKPOINT;
    boolean finished = readFlag(file, in);
    long created = in.getLong();
    String jobName = readText(file, in);
    Map<String, byte[]> sections = new LinkedHashMap<>();
    for (int left = readCount(file, in); left > 0; left--) {
      String name = readText(file, in);
      sections.put(name, readBytes(file, in));
    }
    List<Segment> segments = new ArrayList<>();
    for (int left = readCount(file, in); left > 0; left--) {
      segments.add(readSegment(file, in));
    }
    return new Manifest(
        id, kind, new CheckpointInfo(jobName, created, finished, sections), segments);
  }

  // What is no name of a segment could be a path that leads anywhere.
  private static Segment readSegment(Path file, ByteBuffer in) throws CorruptFileException {
    int at = in.position();
    String name = readText(file, in);
    if (!CheckpointFiles.isSegment(name)) {
      throw new CorruptFileException(file, at, "\"" + name + "\" is no name of a segment");
    }
    return new Segment(name, in.getLong(), in.getInt());
  }

  private static boolean readFlag(Path file, ByteBuffer in) throws CorruptFileException {
    byte flag = in.get();
    if (flag != 0 && flag != 1) {
      throw new CorruptFileException(file, in.position() - 1, "expected 0 or 1, found " + flag);
    }
    return flag == 1;
  }

  private static int readCount(Path file, ByteBuffer in) throws CorruptFileException {
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw new CorruptFileException(
          file, in.position() - 4, "expected at most " + in.remaining() + ", found " + count);
    }
    return count;
  }

  private static byte[] readBytes(Path file, ByteBuffer in) throws CorruptFileException {
    byte[] bytes = new byte[readCount(file, in)];
    in.get(bytes);
    return bytes;
  }

  private static String readText(Path file, ByteBuffer in) throws CorruptFileException {
    return new String(readBytes(file, in), UTF_8);
  }

  private static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length - CHECKSUM);
    return (int) sum.getValue();
  }
}
