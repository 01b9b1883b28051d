/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormat;
import org.joda.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowedScoresTest {
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormat.forPattern("HH:mm").withZoneUTC();
  private static final Duration WINDOW = Duration.standardMinutes(5);
  private static final List<String> ORDER = List.of("EARLY", "ON_TIME", "LATE");

  @ParameterizedTest
  @ValueSource(ints = {0, 200})
  void theLastTotalOfEachTeamAndWindowIsCompleteAtAnyPace(int eventsPerSecond) throws IOException {
    Map<String, Integer> last = new HashMap<>();
    for (String[] fields : run(eventsPerSecond)) {
      last.put(fields[0] + " " + fields[1], Integer.valueOf(fields[2]));
    }

    assertEquals(expectedTotals(), last);
  }

  @Test
  void totalsFireEarlyThenOnceOnTimeThenLate() throws IOException {
    Map<String, List<String>> timings = new HashMap<>();
    for (String[] fields : run(200)) {
      timings
          .computeIfAbsent(fields[0] + " " + fields[1], window -> new ArrayList<>())
          .add(fields[3]);
    }

    assertEquals(expectedTotals().keySet(), timings.keySet());
    timings.forEach(
        (window, order) -> {
          assertEquals(1, Collections.frequency(order, "ON_TIME"), window + ": " + order);
          assertEquals(
              order, order.stream().sorted(Comparator.comparing(ORDER::indexOf)).toList(), window);
        });
    assertTrue(timings.values().stream().anyMatch(order -> order.contains("EARLY")), "none early");
    assertTrue(timings.values().stream().anyMatch(order -> order.contains("LATE")), "none late");
  }

  private static List<String[]> run(int eventsPerSecond) {
    return Printed.by(
            () ->
                WindowedScores.main(
                    new String[] {
                      "--runner=MillraceRunner",
                      "--input=data/scores.csv",
                      "--eventsPerSecond=" + eventsPerSecond
                    }))
        .stream()
        .map(line -> line.split(" {2}", 4))
        .toList();
  }

  private static Map<String, Integer> expectedTotals() throws IOException {
    Map<String, Integer> totals = new HashMap<>();
    for (String[] event : TextFiles.rows("scores.csv")) {
      long millis = Instant.parse(event[0]).getMillis();
      Instant start = Instant.ofEpochMilli(millis - millis % WINDOW.getMillis());
      String window = TIME_OF_DAY.print(start) + "-" + TIME_OF_DAY.print(start.plus(WINDOW));
      totals.merge(window + " " + event[2], Integer.valueOf(event[3]), Integer::sum);
    }
    return totals;
  }
}
