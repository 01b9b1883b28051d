/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeamOnClassPathTest {
  private static final String CORE = "org.apache.beam:beam-sdks-java-core";
  private static final String RUNNERS_CORE = "org.apache.beam:beam-runners-core-java";

  @ParameterizedTest
  @ValueSource(strings = {"2.72.0", "2.72.1", "2.73.0", "2.73.0-SNAPSHOT"})
  void whenBothAreOfASupportedVersionThenItRuns(String version) {
    assertDoesNotThrow(new BeamOnClassPath(version, version)::check);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.9.0", "2.65.0", "2.70.0", "2.71.0", "2.74.0", "2.100.0", "3.0.0"})
  void whenBothAreOfAnotherVersionThenItIsRefused(String version) {
    assertThat(
        refusal(version, version),
        allOf(containsString(CORE + " " + version), containsString("from 2.72 to 2.73")));
  }

  @Test
  void whenTheVersionsDifferThenItSaysWhatToDeclare() {
    assertThat(
        refusal("2.72.0", "2.73.0"),
        allOf(
            containsString(CORE + " 2.72.0 is on the class path"),
            containsString(RUNNERS_CORE + " 2.73.0"),
            containsString("Declare " + RUNNERS_CORE + ":2.72.0")));
  }

  @Test
  void whenOnlyTheLastNumberDiffersThenItRuns() {
    assertDoesNotThrow(new BeamOnClassPath("2.73.0", "2.73.1")::check);
  }

  @Test
  void whenTheRunnersCoreIsNotThereThenItSaysWhatToDeclare() {
    assertThat(
        refusal("2.73.0", BeamOnClassPath.ABSENT),
        allOf(
            containsString(RUNNERS_CORE + " is not on the class path"), containsString("2.73.0")));
  }

  @Test
  void whenAJarDoesNotSayItsVersionThenTheOtherDecides() {
    assertDoesNotThrow(new BeamOnClassPath("2.73.0", BeamOnClassPath.UNKNOWN)::check);
    assertThat(
        refusal("Unknown", "2.70.0"),
        containsString(RUNNERS_CORE + " 2.70.0 is on the class path"));
    assertThat(refusal("2.70.0", BeamOnClassPath.UNKNOWN), containsString(CORE + " 2.70.0"));
  }

  @Test
  void whenNeitherSaysItsVersionThenItRuns() {
    assertDoesNotThrow(new BeamOnClassPath("Unknown", BeamOnClassPath.UNKNOWN)::check);
  }

  @Test
  void theVersionsOfTheClassPathAreFound() {
    String version = ReleaseInfo.getReleaseInfo().getVersion();
    assertEquals(
        new BeamOnClassPath(version, version),
        BeamOnClassPath.of(BeamOnClassPathTest.class.getClassLoader()));
  }

  @Test
  void aJarWithoutDescriptionIsOfUnknownVersion() {
    assertEquals(BeamOnClassPath.UNKNOWN, BeamOnClassPath.of(new Described(null)).runnersCore());
    assertEquals(
        BeamOnClassPath.UNKNOWN,
        BeamOnClassPath.of(new Described("artifactId=other")).runnersCore());
    assertEquals("2.70.0", BeamOnClassPath.of(new Described("version=2.70.0")).runnersCore());
  }

  @Test
  void aClassPathWithoutTheRunnersCoreIsSeen() {
    assertEquals(
        BeamOnClassPath.ABSENT,
        BeamOnClassPath.of(ClassLoader.getPlatformClassLoader()).runnersCore());
  }

  private static String refusal(String core, String runnersCore) {
    return assertThrows(IllegalStateException.class, new BeamOnClassPath(core, runnersCore)::check)
        .getMessage();
  }

  /** Has what the runners' core of Beam has but for its description. */
  private static final class Described extends ClassLoader {
    private final @Nullable String description;

    Described(@Nullable String description) {
      super(BeamOnClassPathTest.class.getClassLoader());
      this.description = description;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      if (!name.endsWith("pom.properties")) {
        return super.getResourceAsStream(name);
      }
      return description == null
          ? null
          : new ByteArrayInputStream(description.getBytes(StandardCharsets.UTF_8));
    }
  }
}
