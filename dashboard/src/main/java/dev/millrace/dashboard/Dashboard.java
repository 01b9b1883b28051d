/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.execution.observe.EndedJob;
import dev.millrace.execution.observe.ObservedJob;
import dev.millrace.runner.JobBoard;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: the page, the interface that it uses, metrics for Prometheus, and health.
 *
 * <p>It is the JDK's own: what it serves is little, to few, and an application that is given this
 * artifact has an HTTP server of its own choice, in a version of its own.
 *
 * <p>Threading: safe for use by all threads. All its threads are daemons.
 */
final class Dashboard implements JobBoard, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final int THREADS = 8;
  private static final int MOST_BODY = 64 * 1024;

  private final HttpServer server;
  private final ExecutorService executor;
  private final JobRegistry jobs = new JobRegistry();
  private final Gate gate;
  private final List<Route> routes = new ArrayList<>();

  private Dashboard(HttpServer server, ExecutorService executor, String token) {
    this.server = server;
    this.executor = executor;
    InetAddress address = server.getAddress().getAddress();
    this.gate = new Gate(address.isLoopbackAddress(), token);
    routes.addAll(new Api(jobs).routes());
    routes.addAll(Pages.routes());
  }

  /**
   * Starts a server.
   *
   * @param token what those must know who change anything
   * @throws IOException if it cannot listen there
   */
  static Dashboard start(InetSocketAddress address, String token) throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException e) {
      throw new IOException(
          e.getMessage() + ". Choose another port, or --ui=0 for any that is free", e);
    }
    ExecutorService executor = Executors.newFixedThreadPool(THREADS, daemons());
    Dashboard dashboard = new Dashboard(server, executor, token);
    server.setExecutor(executor);
    server.createContext("/", dashboard::handle);
    startAsDaemon(server);
    return dashboard;
  }

  private static ThreadFactory daemons() {
    return body -> {
      Thread thread = new Thread(body, "millrace-dashboard");
      thread.setDaemon(true);
      return thread;
    };
  }

  // Its dispatcher is a daemon if the thread is that starts it.
  private static void startAsDaemon(HttpServer server) throws IOException {
    Thread starter = daemons().newThread(server::start);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the page was opened", e);
    }
  }

  /** Where the page is. */
  String url() {
    InetSocketAddress at = server.getAddress();
    String host = at.getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort() + "/";
  }

  boolean isToken(String token) {
    return gate.isToken(token);
  }

  /** All routes. */
  List<Route> routes() {
    return List.copyOf(routes);
  }

  @Override
  public void running(ObservedJob job) {
    jobs.running(job);
  }

  @Override
  public void ended(EndedJob job) {
    jobs.ended(job);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) {
    try {
      gate.checkHost(exchange.getRequestHeaders().getFirst("Host"));
      return dispatch(exchange);
    } catch (HttpError e) {
      return problem(e.status(), e.getMessage());
    } catch (NoSuchElementException e) {
      return problem(404, e.getMessage());
    } catch (IllegalArgumentException | IllegalStateException e) {
      return problem(409, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem(503, "The server is being closed");
    } catch (Exception | LinkageError e) {
      LOG.warn("{} failed", exchange.getRequestURI(), e);
      return problem(500, "The server failed: see its log");
    }
  }

  private static Answer problem(int status, @Nullable String message) {
    return Answer.json(status, Map.of("error", String.valueOf(message)));
  }

  private Answer dispatch(HttpExchange exchange) throws Exception {
    String method = exchange.getRequestMethod();
    String asked = exchange.getRequestURI().getRawPath();
    boolean otherMethod = false;
    for (Route route : routes) {
      Map<String, String> path = route.match(asked);
      boolean same =
          route.method().equals(method) || (route.method().equals("GET") && method.equals("HEAD"));
      if (path != null && same) {
        gate.check(route.access(), exchange.getRequestHeaders());
        return route.handler().answer(new Request(path, query(exchange), body(exchange)));
      }
      otherMethod |= path != null;
    }
    throw otherMethod
        ? new HttpError(405, method + " is not for " + asked)
        : new HttpError(404, "There is nothing at " + asked);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> values = new HashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    if (query == null) {
      return values;
    }
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values.put(
            URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      throw new HttpError(413, "The body of the request is longer than " + MOST_BODY + " bytes");
    }
    return body;
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Gate.protect(exchange.getResponseHeaders());
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange
        .getResponseHeaders()
        .set("Cache-Control", answer.cached() ? "private, max-age=86400" : "no-store");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
