/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormat;
import org.joda.time.format.DateTimeFormatter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSessionsTest {
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormat.forPattern("HH:mm:ss").withZoneUTC();
  private static final Duration GAP = Duration.standardMinutes(15);

  @ParameterizedTest
  @ValueSource(ints = {0, 200})
  void dividesVisitsIntoSessionsAtAnyPace(int eventsPerSecond) throws IOException {
    List<String> printed =
        Printed.by(
            () ->
                UserSessions.main(
                    new String[] {
                      "--runner=MillraceRunner",
                      "--input=data/activity.csv",
                      "--gapMinutes=15",
                      "--eventsPerSecond=" + eventsPerSecond
                    }));

    assertEquals(new TreeSet<>(expectedSessions()), new TreeSet<>(printed));
    assertEquals(expectedSessions().size(), printed.size());
  }

  private static List<String> expectedSessions() throws IOException {
    Map<String, TreeSet<Instant>> visitsByUser = new TreeMap<>();
    for (String[] visit : TextFiles.rows("activity.csv")) {
      visitsByUser.computeIfAbsent(visit[1], user -> new TreeSet<>()).add(Instant.parse(visit[0]));
    }
    List<String> sessions = new ArrayList<>();
    visitsByUser.forEach(
        (user, times) -> {
          Instant first = times.first();
          Instant last = first;
          int visits = 0;
          for (Instant time : times) {
            if (!time.isBefore(last.plus(GAP))) {
              sessions.add(format(user, first, last, visits));
              first = time;
              visits = 0;
            }
            last = time;
            visits++;
          }
          sessions.add(format(user, first, last, visits));
        });
    return sessions;
  }

  private static String format(String user, Instant first, Instant last, int visits) {
    return String.join(
        "  ", user, TIME_OF_DAY.print(first) + "-" + TIME_OF_DAY.print(last), visits + " visits");
  }
}
