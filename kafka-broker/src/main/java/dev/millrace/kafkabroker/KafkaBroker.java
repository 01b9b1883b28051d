/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.kafkabroker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A Kafka cluster of one node, broker and controller, in this JVM and on loopback only. */
public final class KafkaBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
  private static final int ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final String address;

  private KafkaBroker(KafkaRaftServer server, String address) {
    this.server = server;
    this.address = address;
  }

  /** Starts one that keeps its data in an empty directory. */
  public static KafkaBroker start(Path directory) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(directory.resolve("kafka-" + attempt), freePort(), freePort());
      } catch (Exception e) {
        // Somebody may have taken a port since it was free.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static KafkaBroker start(Path directory, int port, int controllerPort) throws Exception {
    String address = HOST + ":" + port;
    String controller = HOST + ":" + controllerPort;
    format(directory);
    KafkaRaftServer server =
        new KafkaRaftServer(
            KafkaConfig.fromProps(
                properties(
                    Map.ofEntries(
                        Map.entry("node.id", Integer.toString(NODE)),
                        Map.entry("process.roles", "broker,controller"),
                        Map.entry(
                            "listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller),
                        Map.entry("advertised.listeners", "PLAINTEXT://" + address),
                        Map.entry("controller.listener.names", "CONTROLLER"),
                        Map.entry(
                            "listener.security.protocol.map",
                            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                        Map.entry("controller.quorum.voters", NODE + "@" + controller),
                        Map.entry("log.dirs", directory.toString()),
                        // Records of tests are older than a broker keeps them.
                        Map.entry("log.retention.ms", "-1"),
                        Map.entry("auto.create.topics.enable", "false"),
                        Map.entry("offsets.topic.num.partitions", "1"),
                        Map.entry("offsets.topic.replication.factor", "1"),
                        Map.entry("transaction.state.log.num.partitions", "1"),
                        Map.entry("transaction.state.log.replication.factor", "1"),
                        Map.entry("transaction.state.log.min.isr", "1"),
                        Map.entry("group.initial.rebalance.delay.ms", "0")))),
            Time.SYSTEM);
    server.startup();
    return new KafkaBroker(server, address);
  }

  private static void format(Path directory) throws Exception {
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE)
        .setDirectories(List.of(directory.toString()))
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .run();
  }

  private static Properties properties(Map<String, String> values) {
    Properties properties = new Properties();
    properties.putAll(values);
    return properties;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  /** What clients connect to. */
  public String address() {
    return address;
  }

  /** Makes a topic. */
  public void createTopic(String name, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    }
  }

  /** An administrator, to be closed. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", address));
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
