/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import dev.millrace.execution.cold.ColdStore;
import dev.millrace.execution.cold.ColdStores;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * The databases of a job. All of them have one cache of blocks, in which what has been written and
 * is not in a file yet counts as well.
 */
final class RocksStores implements ColdStores {
  private static final int BLOCK_BYTES = 8 * 1024;
  private static final int BLOOM_BITS = 10;
  private static final int OPEN_FILES = 512;
  private static final int JOBS = 2;
  private static final long LEAST_MEMORY = 8 << 20;
  private static final long LEAST_BUFFER = 1 << 20;
  private static final long MOST_BUFFER = 64 << 20;

  private final Path directory;
  private final Cache cache;
  private final WriteBufferManager buffers;
  private final BloomFilter filter = new BloomFilter(BLOOM_BITS);
  private final long bufferBytes;

  RocksStores(Path directory, long memoryBytes) {
    long memory = Math.max(LEAST_MEMORY, memoryBytes);
    this.directory = directory;
    this.cache = new LRUCache(memory);
    this.buffers = new WriteBufferManager(memory / 2, cache);
    this.bufferBytes = Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, memory / 4));
  }

  @Override
  public ColdStore open(String name) {
    return RocksStore.open(directory.resolve(name), options());
  }

  private Options options() {
    BlockBasedTableConfig tables =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(filter)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    return new Options()
        .setCreateIfMissing(true)
        .setErrorIfExists(true)
        .setTableFormatConfig(tables)
        .setWriteBufferManager(buffers)
        .setWriteBufferSize(bufferBytes)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setMaxOpenFiles(OPEN_FILES)
        .setMaxBackgroundJobs(JOBS)
        .setAvoidFlushDuringShutdown(true)
        .setInfoLogLevel(InfoLogLevel.FATAL_LEVEL)
        .setKeepLogFileNum(1)
        .setStatsDumpPeriodSec(0);
  }

  @Override
  public void close() {
    filter.close();
    buffers.close();
    cache.close();
  }
}
