/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the page is to be that shows pipelines, and what is refused. */
class BoardSettingsTest {
  @TempDir private Path directory;

  private static BoardAddress of(String... args) {
    return RunSettings.of(PipelineOptionsFactory.fromArgs(args).as(MillracePipelineOptions.class))
        .board();
  }

  private static String refusal(String... args) {
    return assertThrows(IllegalArgumentException.class, () -> of(args)).getMessage();
  }

  @Test
  void thereIsNoneUnlessAskedFor() {
    assertNull(of());
  }

  @Test
  void itIsForThisMachineAlone() {
    assertEquals(new BoardAddress("localhost", 8081, null), of("--ui=8081"));
  }

  @Test
  void anAddressThatOthersReachNeedsAToken() throws Exception {
    assertThat(refusal("--ui=8081", "--uiAddress=0.0.0.0"), containsString("--uiTokenFile"));
    Path token = Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
    assertEquals(
        new BoardAddress("0.0.0.0", 8081, "0123456789abcdef"),
        of("--ui=8081", "--uiAddress=0.0.0.0", "--uiTokenFile=" + token));
  }

  @Test
  void aTokenThatIsShortOrNotThereIsRefused() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "short");
    assertThat(refusal("--ui=8081", "--uiTokenFile=" + token), containsString("16"));
    assertThat(
        refusal("--ui=8081", "--uiTokenFile=" + directory.resolve("none")), containsString("none"));
    assertThat(refusal("--ui=70000"), containsString("from 0 to 65535"));
  }

  @Test
  void theTokenIsInNoText() {
    assertEquals("localhost:1", new BoardAddress("localhost", 1, "0123456789abcdef").toString());
  }

  @Test
  void withoutTheModuleNothingRunsAndTheErrorNamesIt() {
    Pipeline pipeline = TestPipelines.withOptions("--ui=0");
    pipeline.apply(Create.of("a"));

    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, pipeline::run);

    assertThat(refused.getMessage(), containsString("dev.millrace:millrace-dashboard"));
  }
}
