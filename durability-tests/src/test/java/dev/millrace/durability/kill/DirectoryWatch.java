/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.kill;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.millrace.durability.child.Moment;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Sees from the files in a checkpoint directory what a process is at. */
final class DirectoryWatch implements AutoCloseable {
  private final WatchService service;
  private final Consumer<Moment> seen;

  private DirectoryWatch(WatchService service, Consumer<Moment> seen) {
    this.service = service;
    this.seen = seen;
  }

  /** Tells {@code seen} of what happens in {@code directory}, which is made, from now on. */
  static DirectoryWatch start(Path directory, Consumer<Moment> seen) throws IOException {
    Files.createDirectories(directory);
    WatchService service = directory.getFileSystem().newWatchService();
    directory.register(service, ENTRY_CREATE, ENTRY_MODIFY);
    DirectoryWatch watch = new DirectoryWatch(service, seen);
    Thread thread = new Thread(watch::run, "directory-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          Moment moment = moment(event);
          if (moment != null) {
            seen.accept(moment);
          }
        }
        key.reset();
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // Nobody wants to know any more.
    }
  }

  private static @Nullable Moment moment(WatchEvent<?> event) {
    String name = String.valueOf(event.context());
    if (name.equals("OWNER")) {
      return Moment.OWNING;
    } else if (event.kind() != ENTRY_CREATE) {
      return null;
    } else if (name.startsWith("segment-")) {
      return Moment.SEGMENT;
    } else if (name.endsWith(".manifest.tmp")) {
      return Moment.MANIFEST;
    }
    return name.endsWith(".manifest") ? Moment.PUBLISHED : null;
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
