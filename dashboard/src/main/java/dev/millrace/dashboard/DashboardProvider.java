/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import com.google.auto.service.AutoService;
import dev.millrace.runner.BoardAddress;
import dev.millrace.runner.JobBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens dashboards: one for each address, for all jobs of the process that name it. */
@AutoService(JobBoard.Provider.class)
public final class DashboardProvider implements JobBoard.Provider {
  private static final Logger LOG = LoggerFactory.getLogger(DashboardProvider.class);
  private static final int TOKEN_BYTES = 24;
  private static final Map<String, Dashboard> OPEN = new ConcurrentHashMap<>();

  @Override
  public JobBoard open(BoardAddress address) throws IOException {
    String place = address.host() + ":" + address.port();
    Dashboard open = OPEN.get(place);
    if (open == null) {
      open = start(address);
      Dashboard first = OPEN.putIfAbsent(place, open);
      if (first != null) {
        open.close();
        open = first;
      }
    }
    requireSameToken(open, address);
    return open;
  }

  /** The dashboard that has been opened at {@code host} and {@code port}, null if none has. */
  static @Nullable Dashboard opened(String host, int port) {
    return OPEN.get(host + ":" + port);
  }

  private static void requireSameToken(Dashboard open, BoardAddress address) throws IOException {
    if (address.token() != null && !open.isToken(address.token())) {
      throw new IOException(
          "a pipeline of this process has opened it with another token: give both the same"
              + " --uiTokenFile, or another --ui");
    }
  }

  private static Dashboard start(BoardAddress address) throws IOException {
    InetAddress host = InetAddress.getByName(address.host());
    String token = address.token() == null ? newToken() : address.token();
    Dashboard dashboard = Dashboard.start(new InetSocketAddress(host, address.port()), token);
    // What is behind the # is not sent to any server.
    LOG.info(
        "Millrace shows its pipelines at {}{}",
        dashboard.url(),
        address.token() == null ? "#token=" + token : "");
    return dashboard;
  }

  private static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
