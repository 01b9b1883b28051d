/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary directory that is deleted when it is closed or, if its process does not come to that,
 * by the next process that makes one beside it. While its process lives it has the lock of a file
 * in the directory.
 *
 * <p>Threading: safe for use by all threads.
 */
final class StoreDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreDirectory.class);
  private static final String PREFIX = "millrace-state-";
  private static final String UNFINISHED = "millrace-new-state-";
  private static final String LOCK = "LOCKED";

  // A process loses its lock on a file when it closes any channel to it. So those of this process
  // must not even be opened, and stay open where another class loader has the lock.
  private static final Set<Path> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();
  private static final Collection<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final Path path;
  private final FileChannel lock;

  private StoreDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * A new directory in {@code parent}.
   *
   * @throws UncheckedIOException if it cannot be made
   */
  static StoreDirectory create(Path parent) {
    try {
      Path real = parent.toRealPath();
      deleteAbandoned(real);
      return createIn(real);
    } catch (IOException e) {
      throw new UncheckedIOException("Making a directory for state in " + parent + " failed", e);
    }
  }

  // It has its name once it is locked, and so nobody takes it for one that was left behind.
  private static StoreDirectory createIn(Path parent) throws IOException {
    Path unfinished = Files.createTempDirectory(parent, UNFINISHED);
    Path path =
        parent.resolve(PREFIX + unfinished.getFileName().toString().substring(UNFINISHED.length()));
    OF_THIS_PROCESS.add(path);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(unfinished.resolve(LOCK), CREATE_NEW, WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("Its lock is taken");
      }
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      return new StoreDirectory(path, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      OF_THIS_PROCESS.remove(path);
      deleteTree(unfinished);
      throw e;
    }
  }

  private static void deleteAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path other : others) {
        if (!OF_THIS_PROCESS.contains(other) && isAbandoned(other)) {
          LOG.info("Deleting {}, which a process has left behind", other);
          deleteTree(other);
        }
      }
    }
  }

  private static boolean isAbandoned(Path other) {
    try {
      FileChannel channel = FileChannel.open(other.resolve(LOCK), WRITE);
      try {
        boolean abandoned = channel.tryLock() != null;
        channel.close();
        return abandoned;
      } catch (OverlappingFileLockException e) {
        NEVER_CLOSED.add(channel);
        return false;
      }
    } catch (IOException e) {
      // Of another user, or just being deleted.
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** Deletes it with all that is in it. */
  @Override
  public void close() {
    try {
      // Some systems delete no file that is open.
      lock.close();
      deleteTree(path);
    } catch (IOException e) {
      LOG.warn("Deleting {}, where state was, failed", path, e);
    } finally {
      OF_THIS_PROCESS.remove(path);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (Files.notExists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
