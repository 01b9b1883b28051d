/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.dashboard.ShownPipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print, and what they exit with. */
@Timeout(120)
class MillraceTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Millrace.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private int ask(ShownPipeline of, String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--url", of.url(), "--token-file", of.tokenFile().toString()));
    return run(all.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return MAPPER.readTree(out.toString());
  }

  @Test
  void aJobIsLookedAtAndEnded() throws Exception {
    Path checkpoints = directory.resolve("checkpoints");
    ShownPipeline shown = ShownPipeline.streaming(checkpoints);
    String job = shown.job();

    assertEquals(0, ask(shown, "jobs"));
    assertThat(out.toString(), containsString(job));
    assertEquals(0, ask(shown, "jobs", "--json"));
    assertTrue(json().isArray());
    assertEquals(0, ask(shown, "show", job));
    assertThat(out.toString(), containsString("WATERMARK OUT"));
    assertEquals(0, ask(shown, "show", job, "--json"));
    assertEquals(job, json().get("job").get("id").textValue());
    assertEquals(0, ask(shown, "why", job, "Total per customer"));
    assertThat(out.toString(), containsString("<- "));
    assertEquals(0, ask(shown, "why", job, "Total per customer", "--json"));
    assertTrue(json().get("causes").size() > 0);
    assertEquals(0, ask(shown, "graph", job));
    assertThat(out.toString(), containsString("Total per customer"));
    assertEquals(0, ask(shown, "graph", job, "--mermaid"));
    assertThat(out.toString(), containsString("flowchart"));
    assertEquals(0, ask(shown, "metrics", job));
    assertThat(out.toString(), containsString("parsed"));
    assertEquals(0, ask(shown, "events", job));
    assertThat(out.toString(), containsString("started"));
    Path savepoint = directory.resolve("savepoint");
    assertEquals(0, ask(shown, "savepoint", job, savepoint.toString()), err::toString);
    assertEquals(0, run("checkpoints", "verify", savepoint.toString()));
    assertThat(out.toString(), containsString("intact"));
    assertEquals(5, run("cancel", job, "--url", shown.url()));
    assertThat(err.toString(), containsString("token"));
    assertEquals(0, ask(shown, "drain", job));
    assertEquals(0, ask(shown, "cancel", job));
  }

  @Test
  void checkpointsAreListedVerifiedAndShownWithoutAServer() throws Exception {
    Path savepoint = ShownPipeline.savepoint(directory);

    assertEquals(0, run("checkpoints", "ls", savepoint.toString()));
    assertThat(out.toString(), containsString("savepoint"));
    assertEquals(0, run("checkpoints", "show", savepoint.toString(), "--json"));
    assertTrue(json().get("states").size() > 0);
    assertEquals(0, run("checkpoints", "show", savepoint.toString()));
    assertThat(out.toString(), containsString("KEY GROUPS"));
    assertEquals(0, run("checkpoints", "verify", savepoint.toString()));

    damage(savepoint);

    assertEquals(1, run("checkpoints", "verify", savepoint.toString()));
    assertThat(out.toString().toLowerCase(Locale.ROOT), containsString("checksum"));
    assertEquals(4, run("checkpoints", "ls", directory.resolve("none").toString()));
    assertEquals(
        4, run("checkpoints", "ls", Files.createDirectory(directory.resolve("empty")).toString()));
  }

  private static void damage(Path savepoint) throws IOException {
    try (Stream<Path> files = Files.list(savepoint)) {
      Path segment =
          files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(segment);
      bytes[bytes.length / 2] ^= 1;
      Files.write(segment, bytes);
    }
  }

  @Test
  void whatCannotBeDoneHasAnExitCodeOfItsOwn() throws Exception {
    ShownPipeline shown = ShownPipeline.streaming(directory.resolve("checkpoints"));

    assertEquals(2, run());
    assertEquals(2, run("what"));
    assertEquals(0, run("--help"));
    assertThat(out.toString(), containsString("Exit codes"));
    assertEquals(3, run("jobs", "--url", "http://localhost:1"));
    assertThat(err.toString(), containsString("--ui"));
    assertEquals(4, ask(shown, "show", "none"));
    assertEquals(4, ask(shown, "why", shown.job(), "none"));
    assertThat(err.toString(), containsString("There is no transform none"));
    assertEquals(0, ask(shown, "cancel", shown.job()));
  }
}
