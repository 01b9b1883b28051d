/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the options say of the page that shows the jobs. */
final class BoardSettings {
  private static final int MAX_PORT = 65_535;
  private static final int SHORTEST_TOKEN = 16;

  private BoardSettings() {}

  /** The address of the page; null if there is to be none. */
  static @Nullable BoardAddress of(MillracePipelineOptions options, OptionChecks checks) {
    Integer port = options.getUi();
    if (port == null) {
      return null;
    }
    checks.inRange("ui", port, 0, MAX_PORT);
    String token = token(options.getUiTokenFile(), checks);
    if (options.getUiTokenFile() == null && !isLoopback(options.getUiAddress(), checks)) {
      checks.refuse(
          "uiAddress",
          options.getUiAddress(),
          "a loopback address, such as localhost; or else --uiTokenFile too, as others could stop"
              + " the pipeline");
    }
    return new BoardAddress(options.getUiAddress(), port, token);
  }

  private static boolean isLoopback(String host, OptionChecks checks) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      checks.refuse("uiAddress", host, "an address of this machine");
      return true;
    }
  }

  private static @Nullable String token(@Nullable String file, OptionChecks checks) {
    if (file == null) {
      return null;
    }
    try {
      String token = Files.readString(Path.of(file)).strip();
      if (token.length() >= SHORTEST_TOKEN && token.chars().allMatch(c -> c > ' ' && c < 127)) {
        return token;
      }
    } catch (IOException | InvalidPathException e) {
      // Said below.
    }
    checks.refuse(
        "uiTokenFile",
        file,
        "a file that can be read, with "
            + SHORTEST_TOKEN
            + " or more letters, digits or signs in one line");
    return null;
  }
}
