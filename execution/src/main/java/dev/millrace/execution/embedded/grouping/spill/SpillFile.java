/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary file that is written at its end and read anywhere.
 *
 * <p>It has no name from the moment it is open, where the operating system allows that, so that
 * nothing is left of it however the process ends; elsewhere it is deleted when it is closed, or at
 * the latest when the process ends. A file that was never closed is closed by the garbage
 * collector.
 *
 * <p>Not a channel: channels close for everybody when one of the threads that read is interrupted,
 * and users may read grouped values on threads of their own.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class SpillFile implements AutoCloseable {
  private final String transform;
  private final Path path;
  private final RandomAccessFile file;
  private long length;

  private SpillFile(String transform, Path path) throws IOException {
    this.transform = transform;
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /**
   * A new file.
   *
   * @param transform names the transform in errors
   */
  public static SpillFile create(String transform, Path directory) {
    try {
      SpillFile created =
          new SpillFile(transform, Files.createTempFile(directory, "millrace-", ".spill"));
      if (!created.deleted()) {
        created.path.toFile().deleteOnExit();
      }
      return created;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Making a file for groups of " + transform + " in " + directory + " failed", e);
    }
  }

  // A system that does not let go of the name of an open file refuses by an exception.
  private boolean deleted() {
    try {
      return Files.deleteIfExists(path);
    } catch (IOException e) {
      return false;
    }
  }

  /** How many bytes have been written. */
  public synchronized long length() {
    return length;
  }

  /** Writes the first {@code count} of {@code bytes} at the end. */
  synchronized void append(byte[] bytes, int count) {
    try {
      file.seek(length);
      file.write(bytes, 0, count);
      length += count;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Writing groups of " + transform + " to " + path + " failed", e);
    }
  }

  /** Reads {@code count} bytes from {@code position} on to {@code offset} and on. */
  synchronized void read(long position, byte[] into, int offset, int count) {
    try {
      if (position + count > length) {
        throw new EOFException("it should have " + (position + count) + " bytes");
      }
      file.seek(position);
      file.readFully(into, offset, count);
    } catch (IOException e) {
      throw unreadable(position, e);
    }
  }

  /** The error that says that what is at {@code position} cannot be read. */
  UncheckedIOException unreadable(long position, IOException cause) {
    return new UncheckedIOException(
        "Reading groups of "
            + transform
            + " from "
            + path
            + " at "
            + position
            + " failed: "
            + cause.getMessage(),
        cause);
  }

  /** Frees the room on disk. Closing again does nothing. */
  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Closing " + path + " of " + transform + " failed", e);
    } finally {
      deleted();
    }
  }
}
