/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.worker.MeasuredCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCampaignTest {
  @TempDir private Path results;

  @Test
  void checkpointsAreMeasuredWhileUpdatesComeInPace() {
    Settings settings = settings(Command.PAUSES, "--changed=50,5", "--checkpoints=2");
    StateCampaign campaign = new StateCampaign(settings);

    campaign.updateInPace();

    assertEquals(List.of(), campaign.failures());
    assertEquals(2, campaign.samples().size());
    for (StateSample sample : campaign.samples()) {
      assertEquals(2, sample.checkpoints().size());
      for (MeasuredCheckpoint checkpoint : sample.checkpoints()) {
        assertTrue(checkpoint.figures().bytes() > 0, checkpoint.toString());
        assertTrue(checkpoint.figures().pauseMicros().size() > 0, checkpoint.toString());
      }
    }
    String text = StateReports.pauses(settings, campaign);
    assertTrue(text.contains("| 5 %, Millrace with checkpoints | 2 |"), text);
    // A heading, and a line per checkpoint.
    assertEquals(5, StateReports.csv(campaign).size());
  }

  @Test
  void aKilledProcessGoesOn() {
    Settings settings = settings(Command.RECOVERY, "--repetitions=1");
    StateCampaign campaign = new StateCampaign(settings);

    campaign.killAndGoOn();

    assertEquals(List.of(), campaign.failures());
    assertTrue(campaign.recoveries().get(0).mainMicros() > 0);
    String text = StateReports.recovery(settings, campaign);
    assertTrue(text.contains("| Millrace with checkpoints | 1 |"), text);
  }

  @Test
  void updatesAtFullSpeedTellHowManyThereWere() {
    Settings settings = settings(Command.LARGE_STATE, "--checkpoints=1");
    StateCampaign campaign = new StateCampaign(settings);

    campaign.updateAtFullSpeed();

    assertEquals(List.of(), campaign.failures());
    assertTrue(campaign.samples().get(0).measurement().perSecond() > 0);
    String text = StateReports.largeState(settings, campaign);
    assertTrue(text.contains("## 1 MB of state in a heap of 512m"), text);
  }

  private Settings settings(Command command, String... args) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--engines=millrace-checkpoints",
                "--state-mb=1",
                "--interval=200",
                "--timeout=60",
                "--heap=512m"));
    all.addAll(List.of(args));
    return Settings.parse(
        command, all, Path.of(System.getProperty("benchmarks.classpaths")), results);
  }
}
