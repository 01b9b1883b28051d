/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillraceRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Pipelines that a dashboard shows, all of a JVM the same one, and requests to it. */
final class Shown {
  static final String TOKEN = "a-token-of-the-tests";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Shown() {}

  /** An empty pipeline that will be shown, with {@code args} as options. */
  static Pipeline pipeline(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--ui=0", "--uiTokenFile=" + tokenFile(), "--blockOnRun=false"));
    MillracePipelineOptions options =
        PipelineOptionsFactory.fromArgs(all.toArray(String[]::new))
            .as(MillracePipelineOptions.class);
    options.setRunner(MillraceRunner.class);
    return Pipeline.create(options);
  }

  private static Path tokenFile() {
    try {
      Path file = Files.createTempFile("token", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, TOKEN + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dashboard dashboard() {
    return requireNonNull(DashboardProvider.opened("localhost", 0));
  }

  /** The id of the job that was started last. */
  static String latestJob() {
    return json("/api/v1/jobs").get(0).get("id").textValue();
  }

  static String job(String id, String rest) {
    return "/api/v1/jobs/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + rest;
  }

  static HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  /** Asks for JSON, which there has to be. */
  static JsonNode json(String path) {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return tree(response.body());
  }

  /** Asks until the answer will do. */
  static JsonNode await(String path, Predicate<JsonNode> enough) {
    JsonNode answer = json(path);
    while (!enough.test(answer)) {
      Thread.onSpinWait();
      answer = json(path);
    }
    return answer;
  }

  static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  static HttpResponse<String> post(String path, String token, String body) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(
        (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build());
  }

  static HttpRequest.Builder request(String path) {
    String url = dashboard().url();
    return HttpRequest.newBuilder(URI.create(url.substring(0, url.length() - 1) + path));
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
