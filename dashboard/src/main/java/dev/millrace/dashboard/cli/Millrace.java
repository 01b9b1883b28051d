/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code millrace}: looks at pipelines that run with {@code --ui}, and stops them. */
@Command(
    name = "millrace",
    mixinStandardHelpOptions = true,
    version = "1",
    description = "Looks at pipelines that run with --ui, and at checkpoints.",
    subcommands = {
      JobCommands.Jobs.class,
      JobCommands.Show.class,
      JobCommands.Why.class,
      JobCommands.Graph.class,
      JobCommands.MetricsOf.class,
      JobCommands.Events.class,
      JobCommands.Savepoint.class,
      JobCommands.Drain.class,
      JobCommands.Cancel.class,
      CheckpointCommands.class
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:It was done.",
      "1:It was looked at, and something is wrong: the job has failed, a checkpoint is damaged.",
      "2:The command is not one.",
      "3:The server cannot be reached.",
      "4:There is no such job, transform or directory.",
      "5:It was refused: the token is missing or wrong, or it cannot be done now."
    })
public final class Millrace implements Runnable {
  static final int OK = 0;
  static final int WRONG = 1;
  static final int UNREACHABLE = 3;
  static final int NOT_FOUND = 4;
  static final int REFUSED = 5;

  @Spec private CommandSpec spec;

  /** For picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  public Millrace() {}

  /** A failure with an exit code. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    Failure(int code, String message) {
      super(message, null, false, false);
      this.code = code;
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do");
  }

  /** Does what the arguments say, and ends the process. */
  public static void main(String[] args) {
    System.exit(run(writer(System.out), writer(System.err), args));
  }

  private static PrintWriter writer(PrintStream to) {
    return new PrintWriter(new OutputStreamWriter(to, Charset.defaultCharset()), true);
  }

  /** Does what {@code args} say; answers the exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    IExecutionExceptionHandler handler =
        (failure, command, parsed) -> {
          command.getErr().println("millrace: " + failure.getMessage());
          if (failure instanceof Failure known) {
            return known.code;
          }
          throw failure;
        };
    return new CommandLine(new Millrace())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(handler)
        .execute(args);
  }
}
