/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** File operations that a crash, even of the machine, does not undo once they have returned. */
final class DurableFiles {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);

  // Windows cannot open a directory, and keeps its entries safe by itself.
  private static final boolean DIRECTORIES_OPEN = File.separatorChar == '/';

  private static final int COPIED_AT_ONCE = 1 << 16;
  private static final FileAttribute<?> OWNER_READS_AND_WRITES = permissions("rw-------");
  private static final FileAttribute<?> OWNER_LISTS_AND_CHANGES = permissions("rwx------");

  private DurableFiles() {}

  private static FileAttribute<?> permissions(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /**
   * Opens a file. If that makes it, nobody but the owner may read it, on a file system that knows
   * owners.
   */
  static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), madeWith(file, OWNER_READS_AND_WRITES));
  }

  private static FileAttribute<?>[] madeWith(Path path, FileAttribute<?> permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {permissions}
        : new FileAttribute<?>[0];
  }

  /** Makes a file that has not been there. Its entry in the directory is not yet durable. */
  static void write(Path file, byte[] contents) throws IOException {
    try (FileChannel channel = open(file, CREATE_NEW, WRITE)) {
      writeFully(channel, ByteBuffer.wrap(contents));
      channel.force(true);
    }
  }

  /** Makes a file with the contents of another. Its entry in the directory is not yet durable. */
  static void copy(Path from, Path to) throws IOException {
    try (FileChannel source = FileChannel.open(from, READ);
        FileChannel target = open(to, CREATE_NEW, WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocate(COPIED_AT_ONCE);
      while (source.read(buffer) >= 0) {
        writeFully(target, buffer.flip());
        buffer.clear();
      }
      target.force(true);
    }
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Makes {@code file} in one step: it is there with all its contents, or not at all. When this
   * fails nothing is left of it, unless even deleting fails.
   */
  static void publish(Path file, byte[] contents) throws IOException {
    Path directory = requireNonNull(file.getParent());
    Path temporary = file.resolveSibling(CheckpointFiles.temporary(file.getFileName().toString()));
    try {
      Files.deleteIfExists(temporary);
      write(temporary, contents);
      // What the contents refer to must not come after them.
      syncDirectory(directory);
      Files.move(temporary, file, ATOMIC_MOVE);
      syncDirectory(directory);
    } catch (IOException | RuntimeException e) {
      deleteIfPossible(temporary);
      deleteIfPossible(file);
      throw e;
    }
  }

  /** Makes the entries of {@code directory} durable. */
  static void syncDirectory(Path directory) throws IOException {
    if (DIRECTORIES_OPEN) {
      try (FileChannel channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Makes a directory and those above it. Nobody but the owner may enter those that are made, on a
   * file system that knows owners.
   */
  static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path above = directory.toAbsolutePath().normalize();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    Files.createDirectories(directory, madeWith(directory, OWNER_LISTS_AND_CHANGES));
    Path made = directory.toAbsolutePath().normalize();
    while (made != null && !made.equals(above)) {
      made = made.getParent();
      if (made != null) {
        syncDirectory(made);
      }
    }
  }

  /** Deletes a file that is of no use; false if that does not work. */
  static boolean deleteIfPossible(Path file) {
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException e) {
      LOG.warn("{} is not needed and could not be deleted: {}", file, e.toString());
      return false;
    }
  }
}
