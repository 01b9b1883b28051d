/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.state.Updates;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What jobs of large state are like.
 *
 * @param megabytes about how much state there is, keys and values
 * @param checkpoints how many checkpoints are measured in a run
 * @param changedPercents how many of the keys are updated between two checkpoints, a run each
 */
record StateSettings(long megabytes, int checkpoints, List<Double> changedPercents) {
  private static final String LARGE = "10240";
  private static final String USUAL = "1024";

  /** Takes what it understands out of {@code values}, if {@code command} is of state. */
  static StateSettings parse(Command command, Map<String, String> values) {
    if (!command.isOfState()) {
      return new StateSettings(0, 0, List.of());
    }
    boolean isOfPauses = command == Command.PAUSES;
    return new StateSettings(
        Long.parseLong(
            Settings.take(values, "state-mb", command == Command.LARGE_STATE ? LARGE : USUAL)),
        Integer.parseInt(Settings.take(values, "checkpoints", isOfPauses ? "6" : "2")),
        Arrays.stream(
                Settings.take(values, "changed", isOfPauses ? "100,10,1" : "10").split(",", -1))
            .map(Double::valueOf)
            .toList());
  }

  /** How many keys the state has. */
  long keys() {
    return (megabytes << 20) / Updates.BYTES_PER_KEY;
  }

  /** How many of them {@code percent} are. */
  long changed(double percent) {
    return Math.max(1, Math.round(keys() * percent / 100));
  }
}
