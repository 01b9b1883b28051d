/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A streaming pipeline that is shown, for tests of what asks for it.
 *
 * @param url where the page is
 * @param job the id of the job
 * @param tokenFile has the token
 */
public record ShownPipeline(String url, String job, Path tokenFile) {

  /** Starts one that has taken a checkpoint in {@code checkpoints}. */
  public static ShownPipeline streaming(Path checkpoints) throws IOException {
    Demo.fill(
            Shown.pipeline(
                "--jobName=streaming",
                "--parallelism=2",
                "--checkpointDirectory=" + checkpoints,
                "--checkpointEveryMillis=200"))
        .run();
    String job = Shown.latestJob();
    Shown.await(Shown.job(job, "/checkpoints"), answer -> answer.get("published").asLong() > 0);
    Shown.await(Shown.job(job, "/metrics"), answer -> answer.size() > 1);
    Path token = Files.writeString(checkpoints.resolveSibling("token"), Shown.TOKEN);
    return new ShownPipeline(Shown.dashboard().url(), job, token);
  }

  /** A savepoint of one that has been cancelled since, in {@code directory}. */
  public static Path savepoint(Path directory) throws IOException {
    ShownPipeline shown = streaming(directory.resolve("checkpoints"));
    Path savepoint = directory.resolve("savepoint");
    Shown.post(
        Shown.job(shown.job(), "/savepoint"), Shown.TOKEN, "{\"path\":\"" + savepoint + "\"}");
    Shown.post(Shown.job(shown.job(), "/cancel"), Shown.TOKEN, "");
    return savepoint;
  }
}
