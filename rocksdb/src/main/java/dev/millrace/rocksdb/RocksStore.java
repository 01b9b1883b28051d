/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import dev.millrace.execution.cold.ColdStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A database of its own directory, without a log. Writes are gathered and handed to it together,
 * before anything is read.
 */
final class RocksStore implements ColdStore {
  private static final int GATHERED_BYTES = 256 * 1024;
  private static final int GREATEST_BYTE = 0xff;

  // A range that is deleted costs every reader that passes it, a single key only those of the key.
  private static final int MOST_SINGLE_DELETES = 32;

  private final Path path;
  private final Options options;
  private final WriteOptions writing;
  private final WriteBatch batch = new WriteBatch();
  private final RocksDB database;
  private boolean closed;

  private RocksStore(Path path, Options options, WriteOptions writing, RocksDB database) {
    this.path = path;
    this.options = options;
    this.writing = writing;
    this.database = database;
  }

  /** A new database at {@code path}, which takes over {@code options}. */
  static RocksStore open(Path path, Options options) {
    WriteOptions writing = new WriteOptions().setDisableWAL(true);
    try {
      return new RocksStore(path, options, writing, RocksDB.open(options, path.toString()));
    } catch (RocksDBException e) {
      writing.close();
      options.close();
      throw failure("Making", path, e);
    }
  }

  @Override
  public void put(byte[] key, byte[] value) {
    try {
      batch.put(key, value);
      gathered();
    } catch (RocksDBException e) {
      throw failure("Writing to", path, e);
    }
  }

  @Override
  public void delete(byte[] key) {
    try {
      batch.delete(key);
      gathered();
    } catch (RocksDBException e) {
      throw failure("Writing to", path, e);
    }
  }

  private void gathered() throws RocksDBException {
    if (batch.getDataSize() >= GATHERED_BYTES) {
      write();
    }
  }

  private void write() throws RocksDBException {
    if (batch.count() > 0) {
      database.write(writing, batch);
      batch.clear();
    }
  }

  @Override
  public boolean deletePrefix(byte[] prefix) {
    try {
      write();
      int[] count = new int[1];
      scan(
          prefix,
          iterator -> {
            if (++count[0] <= MOST_SINGLE_DELETES) {
              batch.delete(iterator.key());
              return true;
            }
            return false;
          });
      if (count[0] > MOST_SINGLE_DELETES) {
        batch.clear();
        deleteAll(prefix);
      }
      write();
      return count[0] > 0;
    } catch (RocksDBException e) {
      throw failure("Deleting in", path, e);
    }
  }

  private void deleteAll(byte[] prefix) throws RocksDBException {
    byte[] end = successor(prefix);
    if (end != null) {
      batch.deleteRange(prefix, end);
      return;
    }
    // Nothing is greater than all that begins so.
    scan(
        prefix,
        iterator -> {
          batch.delete(iterator.key());
          return true;
        });
  }

  /** The least key greater than all that begin with {@code prefix}; null if there is none. */
  static byte @Nullable [] successor(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && (prefix[length - 1] & GREATEST_BYTE) == GREATEST_BYTE) {
      length--;
    }
    if (length == 0) {
      return null;
    }
    byte[] successor = Arrays.copyOf(prefix, length);
    successor[length - 1]++;
    return successor;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    try {
      write();
      return database.get(key);
    } catch (RocksDBException e) {
      throw failure("Reading from", path, e);
    }
  }

  @Override
  public void forEach(byte[] prefix, Visitor visitor) {
    read(prefix, iterator -> visitor.entry(iterator.key(), iterator.value()));
  }

  @Override
  public void forEachKey(byte[] prefix, Consumer<byte[]> visitor) {
    read(prefix, iterator -> visitor.accept(iterator.key()));
  }

  private void read(byte[] prefix, Consumer<RocksIterator> visitor) {
    try {
      write();
      scan(
          prefix,
          iterator -> {
            visitor.accept(iterator);
            return true;
          });
    } catch (RocksDBException e) {
      throw failure("Reading from", path, e);
    }
  }

  private void scan(byte[] prefix, Step step) throws RocksDBException {
    byte[] end = successor(prefix);
    try (Slice bound = end == null ? null : new Slice(end);
        ReadOptions reading = new ReadOptions()) {
      if (bound != null) {
        reading.setIterateUpperBound(bound);
      }
      try (RocksIterator iterator = database.newIterator(reading)) {
        iterator.seek(prefix);
        while (iterator.isValid() && step.goesOn(iterator)) {
          iterator.next();
        }
        iterator.status();
      }
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    batch.close();
    database.cancelAllBackgroundWork(true);
    database.close();
    writing.close();
    try {
      RocksDB.destroyDB(path.toString(), options);
    } catch (RocksDBException e) {
      throw failure("Deleting", path, e);
    } finally {
      options.close();
    }
  }

  private static UncheckedIOException failure(String action, Path path, RocksDBException e) {
    return new UncheckedIOException(
        new IOException(
            action + " the RocksDB of state in " + path + " failed: " + e.getMessage(), e));
  }

  /** Is shown where an iterator is. */
  @FunctionalInterface
  private interface Step {
    /** Whether to go on to the next key. */
    boolean goesOn(RocksIterator iterator) throws RocksDBException;
  }
}
