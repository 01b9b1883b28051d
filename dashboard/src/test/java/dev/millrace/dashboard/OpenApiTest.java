/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The document and the server say the same. */
@Timeout(120)
class OpenApiTest {
  @TempDir private Path directory;

  private static JsonNode document() {
    return Shown.json("/api/v1/openapi.json");
  }

  private String start() {
    Demo.fill(
            Shown.pipeline(
                "--jobName=open-api",
                "--parallelism=2",
                "--checkpointDirectory=" + directory.resolve("checkpoints"),
                "--checkpointEveryMillis=100"))
        .run();
    String job = Shown.latestJob();
    Shown.await(Shown.job(job, "/checkpoints"), answer -> answer.get("published").asLong() > 0);
    Shown.await(Shown.job(job, "/metrics"), answer -> answer.size() > 1);
    return job;
  }

  @Test
  void everyPathThatIsDocumentedAnswersAsDocumented() {
    String job = start();
    JsonNode document = document();
    List<String> offences = new ArrayList<>();
    document
        .get("paths")
        .fields()
        .forEachRemaining(
            path -> {
              if (path.getValue().has("get")) {
                String query = path.getKey().endsWith("/why") ? "?transform=Enrich" : "";
                HttpResponse<String> response =
                    Shown.get(path.getKey().replace("{job}", job) + query);
                assertEquals(200, response.statusCode(), path.getKey() + ": " + response.body());
                offences.addAll(offences(document, path.getValue().get("get"), response));
              }
            });
    String savepoint = "{\"path\": \"" + directory.resolve("savepoint") + "\"}";
    for (Map.Entry<String, String> action :
        List.of(
            Map.entry("/savepoint", savepoint),
            Map.entry("/drain", ""),
            Map.entry("/cancel", ""))) {
      HttpResponse<String> response =
          Shown.post(Shown.job(job, action.getKey()), Shown.TOKEN, action.getValue());
      assertEquals(200, response.statusCode(), action.getKey() + ": " + response.body());
      JsonNode operation =
          document.get("paths").get("/api/v1/jobs/{job}" + action.getKey()).get("post");
      offences.addAll(offences(document, operation, response));
    }
    assertEquals(List.of(), offences);
  }

  private static List<String> offences(
      JsonNode document, JsonNode operation, HttpResponse<String> response) {
    JsonNode documented = operation.get("responses").path(Integer.toString(response.statusCode()));
    assertFalse(documented.isMissingNode(), response + " is not documented");
    String type = response.headers().firstValue("Content-Type").orElseThrow();
    JsonNode content = documented.get("content").path(type.replaceFirst(";.*", ""));
    assertFalse(content.isMissingNode(), response + " has the type " + type);
    return type.contains("json")
        ? JsonSchema.offences(document, content.get("schema"), Shown.tree(response.body()))
        : List.of();
  }

  @Test
  void errorsAreAsDocumented() {
    Shown.pipeline("--jobName=nothing").run();
    String job = Shown.latestJob();
    JsonNode document = document();
    Map<String, Integer> errors =
        Map.of(
            Shown.job("there-is-none", ""),
            404,
            Shown.job(job, "/why"),
            400,
            Shown.job(job, "/why?transform=none"),
            404,
            Shown.job(job, "/plan?format=none"),
            400,
            "/api/v1/none",
            404);
    errors.forEach(
        (path, status) -> {
          HttpResponse<String> response = Shown.get(path);
          assertEquals(status, response.statusCode(), path);
          JsonNode error = document.at("/components/schemas/Error");
          assertEquals(
              List.of(), JsonSchema.offences(document, error, Shown.tree(response.body())), path);
        });
    assertEquals(405, Shown.post("/api/v1/jobs", Shown.TOKEN, "").statusCode());
    assertEquals(
        400, Shown.post(Shown.job(job, "/savepoint"), Shown.TOKEN, "no JSON").statusCode());
    assertEquals(
        409,
        Shown.post(Shown.job(job, "/savepoint"), Shown.TOKEN, "{\"path\":\"/x\"}").statusCode());
  }

  @Test
  void noPathIsUndocumented() {
    Shown.pipeline("--jobName=nothing").run();
    Set<String> served = new TreeSet<>();
    for (Route route : Shown.dashboard().routes()) {
      if (!route.path().equals("/") && !route.path().startsWith("/app/")) {
        served.add(route.method().toLowerCase(java.util.Locale.ROOT) + " " + route.path());
      }
    }
    Set<String> documented = new TreeSet<>();
    document()
        .get("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> documented.add(method + " " + path.getKey())));
    assertEquals(documented, served);
    assertTrue(served.size() > 15);
  }
}
