/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** Asks a cluster who it is, before anything is sent to it. */
final class ClusterCheck {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final Pattern VERSION =
      Pattern.compile("\"flink-version\"\\s*:\\s*\"([^\"]*)\"");

  private ClusterCheck() {}

  /**
   * Checks that there is a cluster of this program's line of Flink at {@code master}.
   *
   * @param master as {@code host:port}
   * @throws IllegalStateException saying what is there instead, and what to do
   */
  static void check(String master) {
    Matcher found = VERSION.matcher(overview(master));
    if (!found.find()) {
      throw new IllegalStateException(
          "What answers at "
              + master
              + " is no Flink cluster: --flinkMaster must name the REST interface of its job manager,"
              + " by default at port 8081");
    }
    String theirs = found.group(1);
    String ours = EnvironmentInformation.getVersion();
    if (!line(theirs).equals(line(ours))) {
      throw new IllegalStateException(
          "The cluster at "
              + master
              + " is Flink "
              + theirs
              + ", but this program has Flink "
              + ours
              + ". Use the artifact for the line of the cluster: millrace-flink-1.20 or"
              + " millrace-flink-2, with the Flink of the cluster");
    }
  }

  private static String overview(String master) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + master + "/overview").toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "No Flink cluster answers at "
              + master
              + " ("
              + e
              + "). Start one, or name another by --flinkMaster=host:port; [local] runs the pipeline in"
              + " this process",
          e);
    }
  }

  // Of the first line minor versions differ in what they understand, of the later one they should not.
  private static String line(String version) {
    String[] parts = version.split("[.-]", -1);
    return parts[0].equals("1") && parts.length > 1 ? parts[0] + "." + parts[1] : parts[0];
  }
}
