/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard.cli;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.storage.CheckpointListing;
import dev.millrace.execution.checkpoint.storage.CheckpointListing.Found;
import dev.millrace.execution.checkpoint.storage.Manifest;
import dev.millrace.execution.checkpoint.storage.Segment;
import dev.millrace.execution.checkpoint.storage.StoredState;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that look at a checkpoint directory, or a savepoint. */
@Command(
    name = "checkpoints",
    mixinStandardHelpOptions = true,
    description = "Looks at a checkpoint directory, or a savepoint. No pipeline need run.",
    subcommands = {
      CheckpointCommands.Ls.class,
      CheckpointCommands.Verify.class,
      CheckpointCommands.ShowOne.class
    })
final class CheckpointCommands implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  CheckpointCommands() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say ls, verify or show");
  }

  /** What commands of one directory have in common. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  abstract static class OfDirectory implements Callable<Integer> {
    @Mixin Output output;

    @Parameters(
        index = "0",
        paramLabel = "DIRECTORY",
        description = "A directory with checkpoints, or a savepoint.")
    Path directory;

    CheckpointListing listing() {
      try {
        return new CheckpointListing(directory);
      } catch (NotDirectoryException e) {
        throw new Millrace.Failure(Millrace.NOT_FOUND, String.valueOf(e.getMessage()));
      }
    }

    List<Found> all() throws IOException {
      List<Found> all = listing().all();
      if (all.isEmpty()) {
        throw new Millrace.Failure(Millrace.NOT_FOUND, "There is no checkpoint in " + directory);
      }
      return all;
    }
  }

  private static Map<String, Object> view(Found found) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("checkpoint", found.id());
    Manifest manifest = found.manifest();
    if (manifest != null) {
      view.put("kind", manifest.kind().name().toLowerCase(Locale.ROOT));
      view.put("job", manifest.info().jobName());
      view.put("createdMillis", manifest.info().createdMillis());
      view.put("finished", manifest.info().finished());
      view.put("segments", manifest.segments().size());
      view.put("bytes", manifest.segments().stream().mapToLong(Segment::length).sum());
    }
    view.put("problem", found.problem());
    return view;
  }

  private static List<String> row(Map<String, Object> view) {
    Object created = view.get("createdMillis");
    return List.of(
        String.valueOf(view.get("checkpoint")),
        String.valueOf(view.getOrDefault("kind", "-")),
        String.valueOf(view.getOrDefault("job", "-")),
        created == null ? "-" : Output.time((long) created),
        String.valueOf(view.getOrDefault("segments", "-")),
        String.valueOf(view.getOrDefault("bytes", "-")),
        String.valueOf(view.get("problem")));
  }

  private static int print(List<Found> found, Output output, String well) {
    List<Map<String, Object>> views = found.stream().map(CheckpointCommands::view).toList();
    if (!output.json(views)) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("CHECKPOINT", "KIND", "JOB", "CREATED", "SEGMENTS", "BYTES", ""));
      for (Map<String, Object> view : views) {
        List<String> row = new ArrayList<>(row(view));
        if (row.get(6).isEmpty()) {
          row.set(6, well);
        }
        rows.add(row);
      }
      output.table(rows);
    }
    return found.stream().allMatch(each -> each.problem().isEmpty()) ? Millrace.OK : Millrace.WRONG;
  }

  /** Lists checkpoints. */
  @Command(
      name = "ls",
      mixinStandardHelpOptions = true,
      description = "Lists the checkpoints, the newest first. Reads their manifests alone.")
  static final class Ls extends OfDirectory {
    @Override
    public Integer call() throws IOException {
      return print(all(), output, "");
    }
  }

  /** Verifies checkpoints. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Reads every byte. Exits with 1 if any checkpoint is damaged.")
  static final class Verify extends OfDirectory {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "NUMBER",
        description = "The number of a checkpoint; without it all are read.")
    private @Nullable Long number;

    @Override
    public Integer call() throws IOException {
      List<Found> read = new ArrayList<>();
      CheckpointListing listing = listing();
      if (number != null) {
        read.add(listing.verify(number));
      } else {
        for (Found found : all()) {
          read.add(listing.verify(found.id()));
        }
      }
      return print(read, output, "intact");
    }
  }

  /** Shows what is in a checkpoint. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows which state a checkpoint has, of which transforms.")
  static final class ShowOne extends OfDirectory {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "NUMBER",
        description = "The number of a checkpoint; without it the newest.")
    private @Nullable Long number;

    @Override
    public Integer call() throws IOException {
      List<Found> all = all();
      long wanted = number == null ? all.get(0).id() : number;
      Found found =
          all.stream()
              .filter(each -> each.id() == wanted)
              .findFirst()
              .orElseThrow(
                  () ->
                      new Millrace.Failure(
                          Millrace.NOT_FOUND,
                          "There is no checkpoint " + wanted + " in " + directory));
      if (found.manifest() == null) {
        return print(List.of(found), output, "");
      }
      StoredState state;
      try {
        state = listing().state(wanted);
      } catch (IOException e) {
        throw new Millrace.Failure(Millrace.WRONG, String.valueOf(e.getMessage()));
      }
      Map<String, Object> view = view(found);
      List<Map<String, Object>> states = new ArrayList<>();
      for (StateId id : new TreeSet<>(state.states())) {
        states.add(
            Map.of(
                "transform", id.transform(),
                "state", id.state(),
                "keyGroups", state.groups(id).size()));
      }
      view.put("states", states);
      if (!output.json(view)) {
        print(List.of(found), output, "");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TRANSFORM", "STATE", "KEY GROUPS"));
        for (Map<String, Object> one : states) {
          rows.add(
              List.of(
                  String.valueOf(one.get("transform")),
                  String.valueOf(one.get("state")),
                  String.valueOf(one.get("keyGroups"))));
        }
        output.out().println();
        output.table(rows);
      }
      return Millrace.OK;
    }
  }
}
