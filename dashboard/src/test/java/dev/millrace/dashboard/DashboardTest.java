/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is served, and to whom. */
@Timeout(120)
class DashboardTest {
  static final class Counting extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Counter seen = Metrics.counter("test", "seen");

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      seen.inc();
      output.output(element);
    }
  }

  static final class Failing extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String element) {
      throw new IllegalArgumentException("I do not like " + element);
    }
  }

  private static PipelineResult counted() {
    Pipeline pipeline = Shown.pipeline("--jobName=counted");
    pipeline
        .apply(Create.of("a", "b", "b"))
        .apply("Look", ParDo.of(new Counting()))
        .apply(Count.perElement());
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return result;
  }

  @Test
  void aJobThatHasEndedIsShownWithTheMetricsOfItsResult() {
    PipelineResult result = counted();
    String job = Shown.latestJob();

    JsonNode overview = Shown.json(Shown.job(job, ""));
    assertEquals("DONE", overview.get("state").textValue());
    assertTrue(overview.get("endedMillis").isIntegralNumber());
    long seen =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("test", "seen"))
                    .build())
            .getCounters()
            .iterator()
            .next()
            .getAttempted();
    JsonNode metrics = Shown.json(Shown.job(job, "/metrics"));
    assertEquals(3, seen);
    assertEquals(seen, metrics.findParents("name").get(0).get("attempted").asLong());
    JsonNode why = Shown.json(Shown.job(job, "/why?transform=Look"));
    assertEquals("DONE", why.get("causes").get(0).get("kind").textValue());
    assertThat(Shown.get(Shown.job(job, "/plan?format=mermaid")).body(), startsWith("flowchart"));
  }

  @Test
  void aFailureIsShownWithItsElement() {
    Pipeline pipeline = Shown.pipeline("--jobName=failing");
    pipeline.apply(Create.of("this one")).apply("Refuse", ParDo.of(new Failing()));
    PipelineResult result = pipeline.run();
    assertThrows(RuntimeException.class, result::waitUntilFinish);

    JsonNode failure = Shown.json(Shown.job(Shown.latestJob(), "")).get("failure");

    assertThat(failure.get("transform").textValue(), startsWith("Refuse"));
    assertThat(failure.get("message").textValue(), containsString("I do not like this one"));
    assertThat(failure.get("circumstances").textValue(), containsString("element this one"));
    JsonNode events = Shown.json(Shown.job(Shown.latestJob(), "/events"));
    assertEquals("ended", events.get(events.size() - 1).get("kind").textValue());
  }

  @Test
  void namesAndLabelsForPrometheusStayAsTheyAre() {
    counted();

    HttpResponse<String> response = Shown.get("/metrics");

    assertThat(
        response.headers().firstValue("Content-Type").orElseThrow(),
        startsWith("text/plain; version=0.0.4"));
    Pattern line = Pattern.compile("([a-z_]+)\\{([^}]*)\\} (?:[-+0-9.E]+|NaN)");
    Set<String> names = new TreeSet<>();
    response
        .body()
        .lines()
        .filter(each -> !each.startsWith("#"))
        .forEach(
            each -> {
              var matcher = line.matcher(each);
              assertTrue(matcher.matches(), each);
              assertThat(matcher.group(2), containsString("job=\""));
              names.add(matcher.group(1));
            });
    assertTrue(
        names.containsAll(
            Set.of(
                "millrace_job_info",
                "millrace_job_running",
                "millrace_job_start_time_seconds",
                "millrace_job_restarts_total",
                "millrace_checkpoints_published_total",
                "millrace_checkpoints_failed_total",
                "millrace_stage_elements_in_total",
                "millrace_stage_elements_out_total",
                "millrace_stage_bundles_total",
                "millrace_stage_busy_seconds_total",
                "millrace_stage_blocked_seconds_total",
                "millrace_stage_tasks",
                "millrace_stage_waiting_chunks",
                "millrace_stage_side_input_waiting_elements",
                "millrace_stage_timers",
                "millrace_user_counter")),
        names::toString);
  }

  @Test
  void whatChangesAJobNeedsTheToken() {
    counted();
    String cancel = Shown.job(Shown.latestJob(), "/cancel");

    assertEquals(401, Shown.post(cancel, "", "").statusCode());
    assertEquals(403, Shown.post(cancel, "another", "").statusCode());
    assertEquals(200, Shown.post(cancel, Shown.TOKEN, "").statusCode());
    assertEquals(405, Shown.get(cancel).statusCode());
  }

  @Test
  void atAnotherAddressWhoReadsNeedsTheTokenToo() {
    Gate gate = new Gate(false, Shown.TOKEN);
    Headers none = new Headers();
    Headers right = new Headers();
    right.set("Authorization", "Bearer " + Shown.TOKEN);

    assertEquals(
        401, assertThrows(HttpError.class, () -> gate.check(Route.Access.READ, none)).status());
    gate.check(Route.Access.READ, right);
    gate.check(Route.Access.OPEN, none);
    gate.checkHost("what.ever.it.is");
  }

  @Test
  void aNameThatIsNotOfThisMachineIsRefused() throws Exception {
    counted();
    assertThat(raw("evil.example"), startsWith("HTTP/1.1 421"));
    assertThat(raw("localhost:1"), startsWith("HTTP/1.1 200"));
    assertThat(raw("[::1]:1"), startsWith("HTTP/1.1 200"));
  }

  private static String raw(String host) throws IOException {
    URI url = URI.create(Shown.dashboard().url());
    try (Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/jobs HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void otherSitesGetNothingAndPagesRunNothingFromElsewhere() {
    counted();
    for (String path : Set.of("/", "/app/app.js", "/api/v1/jobs", "/metrics", "/none")) {
      HttpResponse<String> response =
          Shown.send(Shown.request(path).header("Origin", "http://evil.example").GET().build());
      assertTrue(response.headers().firstValue("Access-Control-Allow-Origin").isEmpty(), path);
      String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertThat(policy, startsWith("default-src 'none'; script-src 'self'; style-src 'self'"));
      assertThat(policy, containsString("frame-ancestors 'none'"));
      assertEquals(
          "nosniff", response.headers().firstValue("X-Content-Type-Options").orElseThrow());
    }
  }

  @Test
  void everyFileOfThePageIsThere() {
    counted();
    Pattern reference = Pattern.compile("(?:src|href)=\"([^\"]+)\"|from '\\./([^']+)'");
    Set<String> files = new TreeSet<>();
    for (String from : new String[] {"/", "/app/app.js", "/app/graph.js", "/app/panels.js"}) {
      var matcher = reference.matcher(Shown.get(from).body());
      while (matcher.find()) {
        files.add(matcher.group(1) == null ? "/app/" + matcher.group(2) : "/" + matcher.group(1));
      }
    }
    assertTrue(files.contains("/app/uplot.js"), files::toString);
    for (String file : files) {
      assertEquals(200, Shown.get(file).statusCode(), file);
    }
    assertEquals(404, Shown.get("/app/..%2f..%2fopenapi.json").statusCode());
  }

  @Test
  void aPortThatIsTakenIsToldOfBeforeAnythingRuns() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      Pipeline pipeline = Shown.pipeline("--jobName=taken");
      pipeline
          .getOptions()
          .as(dev.millrace.runner.MillracePipelineOptions.class)
          .setUi(taken.getLocalPort());
      pipeline.apply(Create.of("a"));
      RuntimeException refused = assertThrows(RuntimeException.class, pipeline::run);
      assertThat(refused.getMessage(), containsString("Choose another port"));
    }
  }

  @Test
  void aHeadAnswersWithoutABody() {
    counted();
    HttpResponse<String> response =
        Shown.send(
            Shown.request("/healthz")
                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody())
                .build());
    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
    assertNotEquals("", Shown.get("/healthz").body());
  }
}
