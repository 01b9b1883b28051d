/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.loops;

import com.google.auto.service.AutoService;
import dev.millrace.benchmarks.worker.Engine;
import dev.millrace.benchmarks.worker.PreparedRun;
import dev.millrace.benchmarks.workload.Query;
import java.util.Optional;

/**
 * Plain loops over the data, on as many threads as the name says: {@code java-1}, {@code java-2}.
 */
@AutoService(Engine.class)
public final class LoopsEngine implements Engine {
  private static final String PREFIX = "java-";

  @Override
  public boolean isNamed(String name) {
    return name.startsWith(PREFIX);
  }

  @Override
  public Optional<PreparedRun> prepare(String engine, Query query, long elements, long run) {
    if (query.isNexmark()) {
      return Optional.empty();
    }
    Parallel parallel = new Parallel(Integer.parseInt(engine.substring(PREFIX.length())));
    ElementLoops each = new ElementLoops(parallel, elements, run);
    GroupingLoops grouping = new GroupingLoops(parallel, query, elements, run);
    Loop loop =
        switch (query) {
          case EMPTY, RESHUFFLE -> each::numbers;
          case IDENTITY -> each::identity;
          case SAMPLE -> each::sample;
          case PROJECTION -> each::projection;
          case GREP -> each::grep;
          case TEN_PARDOS -> () -> each.additions(10);
          case HUNDRED_PARDOS -> () -> each.additions(100);
          case LATENCY -> each::ones;
          case SIDE_INPUT -> each::lookUp;
          case WORD_COUNT, WORD_COUNT_GIGABYTE -> grouping::countWords;
          case GROUP_FEW_KEYS, GROUP_MANY_KEYS, GROUP_TEN_MILLION_KEYS -> grouping::group;
          case FIXED_WINDOWS -> grouping::fixedWindows;
          case SLIDING_WINDOWS -> grouping::slidingWindows;
          case SESSIONS -> new SessionsLoop(parallel, elements, run)::run;
          case STATEFUL -> grouping::foldPerWindow;
          case CO_GROUP -> grouping::join;
          case UNBOUNDED -> grouping::countPerWindow;
          default -> throw new IllegalArgumentException("no loop answers " + query);
        };
    return Optional.of(
        () -> {
          loop.run();
          return getClass().getName();
        });
  }

  private interface Loop {
    void run() throws Exception;
  }
}
