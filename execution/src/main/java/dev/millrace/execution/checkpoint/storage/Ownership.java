/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * That a directory is this process's alone, by a lock of the operating system on a file that says
 * whose it is. The lock ends with the process, however it ends; the file stays.
 */
final class Ownership implements Closeable {
  static final String FILE = "OWNER";

  // Behind the contents, as some systems let nobody read what is locked.
  private static final long LOCKED = 1L << 40;
  private static final int MOST_READ = 4096;
  private static final Pattern INCARNATION = Pattern.compile("incarnation: (\\d{1,18})\n");
  private static final Pattern OWNER = Pattern.compile("owner: (.{1,1000})\n");

  // A process loses its lock on a file when it closes any channel to it. So the file must not even
  // be opened where this process has the lock, and stays open where that could not be known.
  private static final Map<Path, String> OWNED_HERE = new ConcurrentHashMap<>();
  private static final Collection<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final Path directory;
  private final FileChannel channel;
  private final long incarnation;
  private final @Nullable Object fileKey;

  private Ownership(
      Path directory, FileChannel channel, long incarnation, @Nullable Object fileKey) {
    this.directory = directory;
    this.channel = channel;
    this.incarnation = incarnation;
    this.fileKey = fileKey;
  }

  /**
   * Takes {@code directory}.
   *
   * @param directory a real path
   * @param lastIncarnation the last one known from elsewhere
   * @throws DirectoryInUseException if somebody has it
   */
  static Ownership take(Path directory, long lastIncarnation) throws IOException {
    String self = self();
    String here = OWNED_HERE.putIfAbsent(directory, self);
    if (here != null) {
      throw new DirectoryInUseException(directory, "this very process, " + here);
    }
    try {
      return lock(directory, lastIncarnation, self);
    } catch (IOException | RuntimeException e) {
      OWNED_HERE.remove(directory);
      throw e;
    }
  }

  private static Ownership lock(Path directory, long lastIncarnation, String self)
      throws IOException {
    Path file = directory.resolve(FILE);
    FileChannel channel = DurableFiles.open(file, CREATE, READ, WRITE);
    try {
      FileLock lock = channel.tryLock(LOCKED, 1, false);
      String contents = read(channel);
      if (lock == null) {
        throw new DirectoryInUseException(directory, owner(contents));
      }
      long incarnation = Math.max(lastIncarnation, incarnation(contents)) + 1;
      write(channel, "owner: " + self + "\nincarnation: " + incarnation + "\n");
      return new Ownership(directory, channel, incarnation, fileKey(file));
    } catch (OverlappingFileLockException e) {
      // Of another class loader of this process, or by another path.
      NEVER_CLOSED.add(channel);
      throw new DirectoryInUseException(directory, owner(read(channel)));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "an unknown host";
    }
    return "process "
        + process.pid()
        + " on "
        + host
        + ", started "
        + process.info().startInstant().map(Instant::toString).orElse("at an unknown time")
        + ", owner since "
        + Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer contents = ByteBuffer.allocate(MOST_READ);
    long end = 0;
    int count = channel.read(contents, end);
    while (count > 0) {
      end += count;
      count = channel.read(contents, end);
    }
    return UTF_8.decode(contents.flip()).toString();
  }

  private static void write(FileChannel channel, String contents) throws IOException {
    channel.truncate(0);
    channel.position(0);
    DurableFiles.writeFully(channel, UTF_8.encode(contents));
    channel.force(true);
  }

  private static String owner(String contents) {
    Matcher owner = OWNER.matcher(contents);
    return owner.find() ? owner.group(1) : "a process that has not yet said its name";
  }

  private static long incarnation(String contents) {
    Matcher incarnation = INCARNATION.matcher(contents);
    return incarnation.find() ? Long.parseLong(incarnation.group(1)) : 0;
  }

  private static @Nullable Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** Greater than that of every earlier owner. */
  long incarnation() {
    return incarnation;
  }

  /** Fails if the file is no longer the one that is locked: then somebody else may have another. */
  void check() throws IOException {
    Path file = directory.resolve(FILE);
    Object now = fileKey(file);
    if (fileKey != null && !fileKey.equals(now)) {
      throw new IOException(
          file + " has been replaced while this process owned it; nothing more is published there");
    }
  }

  /** Lets the directory go. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWNED_HERE.remove(directory);
    }
  }
}
