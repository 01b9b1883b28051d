/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.kill;

import dev.millrace.durability.child.Moment;
import java.util.Random;

/**
 * When to kill a process.
 *
 * @param moment at what
 * @param count after how many milliseconds, or at which time that it comes
 */
public record Kill(Moment moment, int count) {
  private static final int MILLIS_TO_START = 1_500;
  private static final int MILLIS_TO_RUN = 2_000;

  static Kill random(Random random) {
    Moment[] moments = Moment.values();
    // Half of them anywhere.
    Moment moment = random.nextBoolean() ? Moment.RUNNING : moments[random.nextInt(moments.length)];
    return new Kill(moment, 1 + random.nextInt(most(moment)));
  }

  private static int most(Moment moment) {
    return switch (moment) {
      case STARTING -> MILLIS_TO_START;
      case RUNNING -> MILLIS_TO_RUN;
      case OWNING, ENDED -> 1;
      case SEGMENT, MANIFEST, PUBLISHED -> 12;
      case SETTING_UP, RESTORING -> 4;
      case PROCESSING -> 200;
      case TIMER, FINALIZING, CALLBACK -> 20;
      case WRITING, WRITTEN -> 3;
    };
  }

  @Override
  public String toString() {
    return moment + ":" + count;
  }
}
