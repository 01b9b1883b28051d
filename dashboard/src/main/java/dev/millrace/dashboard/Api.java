/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.execution.observe.ObservedJob;
import dev.millrace.execution.observe.Reasons;
import dev.millrace.execution.observe.ReasonsText;
import dev.millrace.translation.graph.GraphView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The interface under {@code /api/v1}, which {@code openapi.json} documents, and its like. */
final class Api {
  private static final String V1 = "/api/v1";
  private static final String JOB = V1 + "/jobs/{job}";
  private static final String OPEN_API = "/dev/millrace/dashboard/openapi.json";
  private static final long SAVEPOINT_SECONDS = 600;
  private static final int MOST_LAYOUTS = 100;

  private final JobRegistry jobs;
  private final ConcurrentMap<String, GraphLayout> layouts = new ConcurrentHashMap<>();

  Api(JobRegistry jobs) {
    this.jobs = jobs;
  }

  List<Route> routes() {
    return List.of(
        read("/healthz", request -> Answer.text("ok\n"), Route.Access.OPEN),
        read("/readyz", request -> ready(), Route.Access.OPEN),
        read("/metrics", request -> Exposition.of(jobs.all()), Route.Access.READ),
        read(V1 + "/openapi.json", request -> openApi(), Route.Access.OPEN),
        read(V1 + "/jobs", request -> jobs(), Route.Access.READ),
        read(JOB, request -> Answer.json(job(request).overview()), Route.Access.READ),
        read(JOB + "/graph", request -> Answer.json(job(request).graph()), Route.Access.READ),
        read(JOB + "/layout", this::layout, Route.Access.READ),
        read(JOB + "/plan", this::plan, Route.Access.READ),
        read(JOB + "/stages", request -> Answer.json(job(request).stages()), Route.Access.READ),
        read(JOB + "/why", this::why, Route.Access.READ),
        read(JOB + "/events", request -> Answer.json(job(request).events()), Route.Access.READ),
        read(
            JOB + "/checkpoints",
            request -> Answer.json(job(request).checkpoints()),
            Route.Access.READ),
        read(
            JOB + "/metrics",
            request -> Answer.json(MetricView.of(job(request).metrics())),
            Route.Access.READ),
        write(JOB + "/cancel", this::cancel),
        write(JOB + "/drain", this::drain),
        write(JOB + "/savepoint", this::savepoint));
  }

  private static Route read(String path, Route.Handler handler, Route.Access access) {
    return new Route("GET", path, access, handler);
  }

  private static Route write(String path, Route.Handler handler) {
    return new Route("POST", path, Route.Access.WRITE, handler);
  }

  private ObservedJob job(Request request) {
    return jobs.get(request.path("job"));
  }

  private Answer jobs() {
    return Answer.json(jobs.all().stream().map(ObservedJob::overview).toList());
  }

  // A job that has failed for good is nothing that going on would mend.
  private Answer ready() {
    List<String> failed =
        jobs.all().stream()
            .map(ObservedJob::overview)
            .filter(job -> job.state().equals("FAILED"))
            .map(job -> job.id())
            .toList();
    boolean anyRuns = jobs.all().stream().anyMatch(job -> job.overview().running());
    return anyRuns || failed.isEmpty()
        ? Answer.text("ok\n")
        : Answer.text(503, "No job runs, and failed have: " + String.join(", ", failed) + "\n");
  }

  private static Answer openApi() throws IOException {
    try (InputStream in = Api.class.getResourceAsStream(OPEN_API)) {
      if (in == null) {
        throw new IOException("The artifact has no " + OPEN_API);
      }
      return new Answer(200, "application/json", in.readAllBytes(), false);
    }
  }

  private Answer layout(Request request) {
    ObservedJob job = job(request);
    boolean down = "down".equals(request.query("direction"));
    GraphView graph = job.graph();
    if (layouts.size() > MOST_LAYOUTS) {
      layouts.clear();
    }
    return Answer.json(
        layouts.computeIfAbsent(
            (down ? "down " : "right ") + job.id(), absent -> GraphLayout.of(graph, down)));
  }

  private Answer plan(Request request) {
    ObservedJob job = job(request);
    String format = request.query("format");
    if (format == null || format.equals("text")) {
      return Answer.text(job.planAsText());
    }
    if (format.equals("mermaid")) {
      return Answer.text(job.planAsMermaid());
    }
    throw new HttpError(400, "format=" + format + " is neither text nor mermaid");
  }

  private Answer why(Request request) {
    Reasons reasons = job(request).why(request.required("transform"));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("transform", reasons.transform());
    answer.put("stage", reasons.stage());
    answer.put("complete", reasons.complete());
    answer.put("windowsInAll", reasons.windowsInAll());
    List<Map<String, Object>> windows = new ArrayList<>();
    for (Reasons.Waiting window : reasons.windows()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("instance", window.instance());
      one.put("window", window.window());
      one.put("waitsFor", window.waitsFor());
      one.put("processingTime", window.processingTime());
      one.put("entries", window.entries());
      one.put("key", window.key());
      one.put("text", ReasonsText.window(window));
      windows.add(one);
    }
    answer.put("windows", windows);
    answer.put("causes", reasons.causes());
    answer.put("text", reasons.text());
    return Answer.json(answer);
  }

  private Answer cancel(Request request) {
    ObservedJob job = job(request);
    job.cancel();
    return Answer.json(job.overview());
  }

  private Answer drain(Request request) {
    ObservedJob job = job(request);
    job.drain();
    return Answer.json(job.overview());
  }

  private Answer savepoint(Request request) throws InterruptedException {
    JsonNode path = Json.read(request.body()).path("path");
    if (!path.isTextual() || path.textValue().isBlank()) {
      throw new HttpError(400, "The body has to be {\"path\": \"a directory of the server\"}");
    }
    try {
      long checkpoint =
          job(request)
              .savepoint(Path.of(path.textValue()))
              .get(SAVEPOINT_SECONDS, TimeUnit.SECONDS);
      return Answer.json(Map.of("checkpoint", checkpoint, "path", path.textValue()));
    } catch (InvalidPathException e) {
      throw new HttpError(400, "No path of a directory: " + path.textValue());
    } catch (TimeoutException e) {
      throw new HttpError(
          504, "The savepoint is not there yet, after " + SAVEPOINT_SECONDS + " s; it may come");
    } catch (ExecutionException e) {
      throw new HttpError(409, "There is no savepoint: " + e.getCause());
    }
  }
}
