/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.durability.kill.Campaign;
import dev.millrace.durability.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Pipelines that are killed come to what undisturbed ones come to.
 *
 * <p>{@code -Ddurability.kills} makes it a longer run, {@code -Ddurability.seed} another one, and
 * {@code -Ddurability.scenarios} picks scenarios.
 */
class KillTest {
  private static final int KILLS = 10;
  private static final int SEED = 1;
  private static final int AT_ONCE = 2;

  @Test
  void whatIsKilledAnywhereComesToTheSame() throws Exception {
    Path directory = Files.createDirectories(Path.of("target", "durability").toAbsolutePath());
    Campaign campaign =
        new Campaign(
            Files.createTempDirectory(directory, "kills-"),
            scenarios(),
            property("durability.kills", KILLS),
            property("durability.seed", SEED));

    campaign.run(property("durability.at.once", AT_ONCE));

    System.out.println("durability: " + campaign.closingLine());
    assertEquals(0, campaign.failures(), "cases that came to something else are told above");
  }

  private static List<String> scenarios() {
    String names = System.getProperty("durability.scenarios", "");
    return names.isBlank()
        ? Scenarios.names()
        : Arrays.stream(names.split(",", -1)).map(String::strip).toList();
  }

  private static int property(String name, int byDefault) {
    String value = System.getProperty(name, "");
    return value.isBlank() ? byDefault : Integer.parseInt(value.strip());
  }
}
