/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Beam that a user has on the class path, which may be another than the one that this was
 * compiled with. It refers to nothing of Beam that is not in every version.
 *
 * @param core the version of {@code beam-sdks-java-core}
 * @param runnersCore the version of {@code beam-runners-core-java}; {@link #ABSENT} if it is not
 *     there, {@link #UNKNOWN} if it does not say, as in a jar that was put together of others
 */
public record BeamOnClassPath(String core, String runnersCore) {
  static final String ABSENT = "absent";
  static final String UNKNOWN = "unknown";

  /** What is declared, and what the build is run with; see CONTRIBUTING.md. */
  private static final Version OLDEST = new Version(2, 72);

  private static final Version NEWEST = new Version(2, 73);

  private static final String CORE = "org.apache.beam:beam-sdks-java-core";
  private static final String RUNNERS_CORE = "org.apache.beam:beam-runners-core-java";

  private static final Logger LOG = LoggerFactory.getLogger(BeamOnClassPath.class);

  /** A version but for its last number, which stands for repairs alone. */
  private record Version(int major, int minor) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:[.-].*)?");

    static @Nullable Version of(String text) {
      Matcher matcher = FORM.matcher(text);
      return matcher.matches()
          ? new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
          : null;
    }

    boolean isSupported() {
      return compareTo(OLDEST) >= 0 && compareTo(NEWEST) <= 0;
    }

    @Override
    public int compareTo(Version other) {
      return major != other.major
          ? Integer.compare(major, other.major)
          : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /** What {@code loader} finds. */
  public static BeamOnClassPath of(ClassLoader loader) {
    return new BeamOnClassPath(ReleaseInfo.getReleaseInfo().getVersion(), runnersCore(loader));
  }

  /**
   * Does nothing if Millrace runs with this.
   *
   * @throws IllegalStateException if it does not, with what was found, what is supported, and what
   *     to do
   */
  public void check() {
    if (runnersCore.equals(ABSENT)) {
      throw refusal(
          RUNNERS_CORE + " is not on the class path, beside " + CORE + " " + core,
          "Do not exclude it from dev.millrace:millrace-runner, or declare its version " + core);
    }
    Version sdk = Version.of(core);
    Version library = Version.of(runnersCore);
    if (sdk != null && !sdk.isSupported()) {
      throw refusal(CORE + " " + core + " is on the class path", "Set the version of both to one");
    }
    if (sdk != null && library != null && !sdk.equals(library)) {
      throw refusal(
          CORE + " " + core + " is on the class path beside " + RUNNERS_CORE + " " + runnersCore,
          "Declare " + RUNNERS_CORE + ":" + core + ", as Millrace alone brings another");
    }
    if (library != null && !library.isSupported()) {
      throw refusal(
          RUNNERS_CORE + " " + runnersCore + " is on the class path",
          "Set the version of both to one");
    }
    if (sdk == null) {
      LOG.warn(
          "Beam's version cannot be told ({}); Millrace runs with {} to {}", core, OLDEST, NEWEST);
    }
  }

  private static IllegalStateException refusal(String found, String advice) {
    return new IllegalStateException(
        "MillraceRunner cannot run with this Beam: "
            + found
            + ". Expected "
            + CORE
            + " and "
            + RUNNERS_CORE
            + " of one version, from "
            + OLDEST
            + " to "
            + NEWEST
            + ". "
            + advice
            + ".");
  }

  private static String runnersCore(ClassLoader loader) {
    if (loader.getResource("org/apache/beam/runners/core/StateNamespaces.class") == null) {
      return ABSENT;
    }
    String description = "META-INF/maven/org.apache.beam/beam-runners-core-java/pom.properties";
    try (InputStream in = loader.getResourceAsStream(description)) {
      if (in == null) {
        return UNKNOWN;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", UNKNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + description + " on the class path", e);
    }
  }
}
