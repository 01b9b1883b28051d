/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;

/** What cannot run is refused before anything starts, with what to do. */
class RefusalsTest {
  private static Pipeline pipeline(String master) {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=MillraceFlinkRunner", "--flinkMaster=" + master)
                .create());
    pipeline.apply(Create.of(1));
    return pipeline;
  }

  @Test
  void namesAllOptionsThatWillNotDo() {
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(
                "--flinkMaster=nowhere", "--parallelism=1000", "--maxParallelism=7")
            .as(MillraceFlinkPipelineOptions.class);
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> MillraceFlinkRunner.fromOptions(options));
    for (String option : new String[] {"--flinkMaster", "--parallelism", "--maxParallelism"}) {
      assertTrue(thrown.getMessage().contains(option), thrown.getMessage());
    }
  }

  @Test
  void saysThatThereIsNoCluster() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Pipeline pipeline = pipeline("127.0.0.1:" + free);
    IllegalStateException thrown = assertThrows(IllegalStateException.class, pipeline::run);
    assertTrue(thrown.getMessage().startsWith("No Flink cluster answers"), thrown.getMessage());
  }

  @Test
  void saysThatTheClusterIsOfAnotherLine() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = "{\"flink-version\":\"0.9.1\"}".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/overview",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      Pipeline pipeline =
          pipeline(
              server.getAddress().getAddress().getHostAddress()
                  + ":"
                  + server.getAddress().getPort());
      IllegalStateException thrown = assertThrows(IllegalStateException.class, pipeline::run);
      assertTrue(thrown.getMessage().contains("is Flink 0.9.1"), thrown.getMessage());
    } finally {
      server.stop(0);
    }
  }
}
