/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.kill;

import dev.millrace.durability.child.DurableJob;
import dev.millrace.durability.child.Moment;
import dev.millrace.durability.scenario.PacedSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A pipeline that is killed, whose newest checkpoint is damaged, and that is started again, for
 * every damage in turn. Either it says that it passes over the checkpoint, or it refuses to begin;
 * then the damage is repaired.
 */
public final class DamagedCase {
  private static final int EVENTS_PER_SECOND = 15;
  private static final int LEAST_CHECKPOINTS = 3;
  private static final int MORE_CHECKPOINTS = 4;

  private final Random random;
  private final String scenarios;
  private final Path work;
  private final List<String> told = new ArrayList<>();
  private int lives;
  private int passedOver;
  private int refused;

  /** A case of {@code scenarios}, separated by commas. */
  public DamagedCase(long seed, String scenarios, Path work) {
    this.random = new Random(seed);
    this.scenarios = scenarios;
    this.work = work;
  }

  /** Runs it, and answers what is wrong; nothing if all is right. */
  public List<String> run() throws IOException, InterruptedException {
    Path reference = work.resolve("undisturbed");
    Life.End undisturbed = Campaign.undisturbed(scenarios, reference);
    if (undisturbed.fault() != null) {
      return undisturbed.output();
    }
    List<String> wrong = new ArrayList<>();
    live(someCheckpoints(), EVENTS_PER_SECOND);
    for (Damage damage : Damage.values()) {
      wrong.addAll(withDamage(damage));
    }
    Life.End end = live(null, 0);
    wrong.addAll(Lives.differences(scenarios, work, lives, end, reference));
    if (end.fault() != null) {
      wrong.addAll(end.output());
    }
    return wrong;
  }

  private List<String> withDamage(Damage damage) throws IOException, InterruptedException {
    Damage.Before before = damage.doTo(checkpoints(), random);
    Life.End end = live(someCheckpoints(), EVENTS_PER_SECOND);
    String file = before.file().getFileName().toString();
    if (end.killed() && says(end, "passes over a checkpoint")) {
      passedOver++;
      return List.of();
    } else if (end.fault() != null && says(end, "No checkpoint in")) {
      refused++;
      before.repair();
      Life.End repaired = live(someCheckpoints(), EVENTS_PER_SECOND);
      return repaired.killed() ? List.of() : repaired.output();
    }
    told.add(damage + " of " + file + " was not said, or the process ended by itself");
    told.addAll(end.output());
    return told;
  }

  private static boolean says(Life.End end, String part) {
    return end.output().stream().anyMatch(line -> line.contains(part));
  }

  private Kill someCheckpoints() {
    return new Kill(Moment.PUBLISHED, LEAST_CHECKPOINTS + random.nextInt(MORE_CHECKPOINTS));
  }

  private Life.End live(@Nullable Kill kill, int eventsPerSecond)
      throws IOException, InterruptedException {
    Map<String, String> properties = new HashMap<>(Life.properties(work, lives, eventsPerSecond));
    // What is passed over may have been acknowledged.
    properties.put(PacedSource.KEEPS, "true");
    lives++;
    return Life.run(
        DurableJob.class,
        List.of(
            scenarios,
            "--runner=MillraceRunner",
            "--jobName=durable",
            "--progress=off",
            "--maxRestarts=0",
            "--parallelism=" + (1 + random.nextInt(3)),
            "--checkpointDirectory=" + checkpoints(),
            "--checkpointEveryMillis=20"),
        properties,
        checkpoints(),
        kill);
  }

  private Path checkpoints() {
    return work.resolve("checkpoints");
  }

  /** What came of it, in a line. */
  public String closingLine() {
    return lives + " lives, " + passedOver + " damages passed over, " + refused + " refused";
  }
}
