/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The page itself: files of this artifact and of the libraries that it uses. */
final class Pages {
  private static final String APP = "/dev/millrace/dashboard/app/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  /** By their names in the path. */
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("app.css", APP + "app.css"),
          Map.entry("app.js", APP + "app.js"),
          Map.entry("api.js", APP + "api.js"),
          Map.entry("dom.js", APP + "dom.js"),
          Map.entry("format.js", APP + "format.js"),
          Map.entry("graph.js", APP + "graph.js"),
          Map.entry("rates.js", APP + "rates.js"),
          Map.entry("panels.js", APP + "panels.js"),
          Map.entry("icon.svg", APP + "icon.svg"),
          Map.entry("uplot.js", UPLOT + "uPlot.esm.js"),
          Map.entry("uplot.css", UPLOT + "uPlot.min.css"));

  private Pages() {}

  static List<Route> routes() {
    return List.of(
        new Route("GET", "/", Route.Access.OPEN, request -> file(APP + "index.html")),
        new Route("GET", "/app/{file}", Route.Access.OPEN, Pages::named));
  }

  private static Answer named(Request request) throws IOException {
    String resource = FILES.get(request.path("file"));
    if (resource == null) {
      throw new HttpError(404, "There is no such file");
    }
    return file(resource);
  }

  private static Answer file(String resource) throws IOException {
    try (InputStream in = Pages.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("The artifact has no " + resource);
      }
      return new Answer(200, type(resource), in.readAllBytes(), false);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "json" -> "application/json";
      default -> throw new IllegalArgumentException(name);
    };
  }
}
