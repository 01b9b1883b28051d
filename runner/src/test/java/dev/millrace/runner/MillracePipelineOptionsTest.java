/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MillracePipelineOptionsTest {

  @Test
  void theRunnerIsFoundByName() {
    var options = PipelineOptionsFactory.fromArgs("--runner=MillraceRunner").create();

    assertEquals(MillraceRunner.class, options.getRunner());
  }

  @Test
  void defaultsAreAccepted() {
    MillraceRunner.fromOptions(PipelineOptionsFactory.create());
  }

  @Test
  void parallelismIsThatOfTheMachineByDefault() {
    var settings = RunSettings.of(PipelineOptionsFactory.as(MillracePipelineOptions.class));

    assertEquals(
        Math.min(128, Runtime.getRuntime().availableProcessors()), settings.job().parallelism());
  }

  @ParameterizedTest
  @CsvSource({
    "parallelism, 0, '1 to 128, or -1'",
    "parallelism, 129, '1 to 128, or -1'",
    "maxBundleElements, 0, 'from 1 to 1000000'",
    "maxBundleMillis, 70000, 'from 1 to 60000'",
    "chunkElements, -3, 'from 1 to 65536'",
    "channelChunks, 0, 'from 1 to 1024'",
    "sourceIdleTimeout, -1, 'from 0 to 86400000'",
    "groupingMemoryMb, -2, 'from 0 to 1000000, or -1'",
    "onShutdown, explode, 'cancel, drain, none'",
    "shutdownGraceMillis, -1, 'from 0 to 3600000'",
    "spillDirectory, /no/such/directory, 'a directory that can be written to'",
    "spillDirectory, pom.xml, 'a directory that can be written to'",
    "progress, loud, 'auto, off, line, log'",
    "progress, LINE, 'auto, off, line, log'",
    "checkpointDirectory, /dev/null, '/dev/null is no directory: name another directory'",
    "checkpointDirectory, /dev/null/a/b, '/dev/null is no directory: name another directory'",
    "checkpointEveryMillis, 0, 'from 1 to 86400000'",
    "checkpointsKept, 0, 'from 1 to 1000'",
    "maxRestarts, -2, 'from 0 to 1000000, or -1'",
    "maxRestarts, 3, '--checkpointDirectory beside it'",
    "restartDelayMillis, -1, 'from 0 to 3600000'",
    "restore, perhaps, 'auto, never'",
    "update, true, '--checkpointDirectory beside it'",
    "restoreFrom, /no/such/savepoint, 'the directory of a savepoint'",
    "stateBackend, tape, 'heap, rocksdb'",
    "stateMemoryMb, -2, 'from 0 to 1000000, or -1'",
    "stateBackend, rocksdb, 'the artifact dev.millrace:millrace-rocksdb'",
    "printPlan, pdf, 'off, text, mermaid'",
    "enforce, politeness, 'immutability, encodability'",
    "disableRewrites, everything, 'none or more of'"
  })
  void aWrongValueIsRefusedWithOptionValueAndRange(String option, String value, String range) {
    var options = PipelineOptionsFactory.fromArgs("--" + option + "=" + value).create();

    var refusal =
        assertThrows(IllegalArgumentException.class, () -> MillraceRunner.fromOptions(options));

    assertThat(
        refusal.getMessage(),
        allOf(containsString("--" + option + "=" + value + ": "), containsString(range)));
  }

  @Test
  void allWrongValuesAreToldAtOnce() {
    var options =
        PipelineOptionsFactory.fromArgs(
                "--runner=MillraceRunner",
                "--parallelism=0",
                "--printPlan=pdf",
                "--checkpointDirectory=/dev/null/a")
            .create();

    var refusal =
        assertThrows(IllegalArgumentException.class, () -> Pipeline.create(options).run());

    assertThat(
        refusal.getMessage(),
        allOf(
            containsString("--parallelism=0"),
            containsString("--printPlan=pdf"),
            containsString("--checkpointDirectory=/dev/null/a")));
  }

  @Test
  void virtualThreadsAreRefusedWhereThereAreNone() {
    var options = PipelineOptionsFactory.fromArgs("--useVirtualThreads=true").create();
    if (Runtime.version().feature() >= 21) {
      MillraceRunner.fromOptions(options);
      return;
    }

    var refusal =
        assertThrows(IllegalArgumentException.class, () -> MillraceRunner.fromOptions(options));

    assertThat(
        refusal.getMessage(),
        allOf(containsString("--useVirtualThreads=true"), containsString("JDK 21")));
  }

  @Test
  void listsAreGivenWithCommas() {
    var options =
        PipelineOptionsFactory.fromArgs("--enforce=immutability,encodability")
            .as(MillracePipelineOptions.class);

    assertEquals(List.of("immutability", "encodability"), options.getEnforce());
    assertEquals(
        Set.of(ModelRule.IMMUTABILITY, ModelRule.ENCODABILITY), RunSettings.of(options).rules());
  }

  @Test
  void theOptionsOfTheDirectRunnerMayBeOnTheSameClassPath() {
    var options = PipelineOptionsFactory.fromArgs("--blockOnRun=false").create();

    assertEquals(
        options.as(DirectOptions.class).isBlockOnRun(),
        options.as(MillracePipelineOptions.class).isBlockOnRun());
  }

  @Test
  void helpDescribesEveryOption() {
    var bytes = new ByteArrayOutputStream();

    PipelineOptionsFactory.printHelp(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), MillracePipelineOptions.class);

    String help = bytes.toString(StandardCharsets.UTF_8);
    for (var property : MillracePipelineOptions.class.getDeclaredMethods()) {
      if (property.getName().startsWith("set")) {
        String name = property.getName().substring(3);
        String option = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        assertThat(help, containsString("--" + option + "="));
      }
    }
    assertThat(help, containsString("How many parallel instances a stage has"));
  }
}
