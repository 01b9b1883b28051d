/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.durability.kill.DamagedCase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that the disk has damaged is passed over, or refused; never is a result wrong. */
class BrokenDiskTest {
  private static final String SEED = System.getProperty("durability.seed", "");

  @TempDir private Path directory;

  @Test
  void whatIsDamagedIsPassedOverOrRefused() throws Exception {
    long seed = SEED.isBlank() ? 1 : Long.parseLong(SEED.strip());
    DamagedCase damaged = new DamagedCase(seed, "state-globally,windows,sessions", directory);

    List<String> wrong = damaged.run();

    System.out.println("durability: seed " + seed + ", " + damaged.closingLine());
    assertEquals(List.of(), wrong);
  }
}
