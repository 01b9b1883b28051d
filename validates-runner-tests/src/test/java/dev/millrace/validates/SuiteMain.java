/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Runs one of Beam's suites in a JVM of its own, as {@link BeamSuite} is told by system properties.
 * Ends with 0 if the outcome is what the lists of known failures say, and else with 1.
 *
 * <p>Ends too when its standard input does, so that it does not outlive whoever started it.
 */
public final class SuiteMain {
  /** How the line begins that says how many tests passed. */
  public static final String OUTCOME = "outcome of ";

  /** How the line begins that says which test failed and why. */
  public static final String FAILURE = "  FAILED ";

  private static final int FAILED = 1;

  private SuiteMain() {}

  /** Runs the suite whose name among {@link BeamTests} is the one argument. */
  public static void main(String[] suite) {
    endWithStandardInput();
    try {
      SuiteCheck.passesButForKnownFailures(BeamTests.valueOf(suite[0]));
    } catch (AssertionError e) {
      System.out.println(e.getMessage());
      System.exit(FAILED);
    }
    // Threads that a test has left behind must not keep the JVM.
    System.exit(0);
  }

  /**
   * Runs the suite whose name among {@link BeamTests} is {@code suite}, against the runner that the
   * system properties name.
   *
   * @throws AssertionError if the outcome is not what the lists of known failures say
   */
  public static void check(String suite) {
    SuiteCheck.passesButForKnownFailures(BeamTests.valueOf(suite));
  }

  private static void endWithStandardInput() {
    Thread watcher =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                System.err.println("standard input is broken: " + e);
              }
              Runtime.getRuntime().halt(FAILED);
            },
            "end-with-standard-input");
    watcher.setDaemon(true);
    watcher.start();
  }
}
