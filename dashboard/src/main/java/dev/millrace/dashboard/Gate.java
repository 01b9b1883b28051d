/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Who may see and do what. A loopback address is for everybody on the machine to read; what changes
 * a job needs the token, and so does everything at another address. Pages of other sites get at
 * nothing: their requests have no token, what they are answered they may not read, and a name of
 * theirs that leads to this machine is no name of it.
 */
final class Gate {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "Bearer ";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final boolean loopback;
  private final byte[] token;

  Gate(boolean loopback, String token) {
    this.loopback = loopback;
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  boolean isToken(String given) {
    return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Refuses names that are not of this machine, where it is to be reached by those alone.
   *
   * @throws HttpError if {@code host}, as the request has it, is none
   */
  void checkHost(@Nullable String host) {
    if (loopback && (host == null || !LOOPBACK.contains(withoutPort(host)))) {
      throw new HttpError(
          421, "This server is to be called localhost, 127.0.0.1 or [::1], not " + host);
    }
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /**
   * Refuses those who may not.
   *
   * @throws HttpError if the token is needed and not in {@code headers}
   */
  void check(Route.Access access, Headers headers) {
    boolean open = access == Route.Access.OPEN || (access == Route.Access.READ && loopback);
    if (open) {
      return;
    }
    String given = headers.getFirst("Authorization");
    if (given == null || !given.startsWith(BEARER)) {
      throw new HttpError(
          401,
          "This needs the token: send it in the header Authorization: Bearer TOKEN. It is in the"
              + " file of --uiTokenFile, or else in the log");
    }
    if (!isToken(given.substring(BEARER.length()).strip())) {
      throw new HttpError(403, "That is not the token");
    }
  }

  /** Says to browsers what is not to be done with the answer. */
  static void protect(Headers headers) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }
}
