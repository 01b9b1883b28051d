/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Option;

/** Where the server is, and how to ask it. */
final class Server {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofMinutes(11);

  @Option(
      names = "--url",
      description = "Where the page is; by default MILLRACE_URL, or else http://localhost:8081.")
  private @Nullable String url;

  @Option(
      names = "--token-file",
      description = "A file with the token; by default the token is MILLRACE_TOKEN.")
  private @Nullable Path tokenFile;

  private String url() {
    String given = url == null ? System.getenv("MILLRACE_URL") : url;
    String base = given == null ? "http://localhost:8081" : given;
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  private @Nullable String token() {
    if (tokenFile == null) {
      return System.getenv("MILLRACE_TOKEN");
    }
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new Millrace.Failure(
          Millrace.NOT_FOUND, "The token cannot be read from " + tokenFile + ": " + e);
    }
  }

  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String job(String id) {
    return "/api/v1/jobs/" + encoded(id);
  }

  JsonNode json(String path) {
    return tree(text(path));
  }

  String text(String path) {
    return send(request(path).timeout(LONG).GET().build());
  }

  JsonNode post(String path, Object body) {
    try {
      byte[] bytes = MAPPER.writeValueAsBytes(body);
      return tree(
          send(
              request(path)
                  .timeout(LONG)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                  .build()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(url() + path));
    } catch (IllegalArgumentException e) {
      throw new Millrace.Failure(Millrace.UNREACHABLE, url() + " is no URL: " + e.getMessage());
    }
    String token = token();
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest request) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() >= 300) {
        throw new Millrace.Failure(code(response.statusCode()), error(response));
      }
      return response.body();
    } catch (IOException e) {
      throw new Millrace.Failure(
          Millrace.UNREACHABLE,
          "Nothing answers at "
              + url()
              + ": is there a pipeline that was started with --ui, and is --url right? ("
              + e
              + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Millrace.Failure(Millrace.UNREACHABLE, "Interrupted");
    }
  }

  private static int code(int status) {
    return status == 404 ? Millrace.NOT_FOUND : Millrace.REFUSED;
  }

  private static String error(HttpResponse<String> response) {
    try {
      return tree(response.body()).path("error").asText(response.body());
    } catch (Millrace.Failure e) {
      return response.statusCode() + " " + response.body();
    }
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new Millrace.Failure(
          Millrace.UNREACHABLE, "What answers is no Millrace: " + e.getMessage());
    }
  }
}
