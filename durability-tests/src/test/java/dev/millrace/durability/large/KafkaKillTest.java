/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.large;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.millrace.durability.child.Moment;
import dev.millrace.durability.kill.Kill;
import dev.millrace.durability.kill.Life;
import dev.millrace.kafkabroker.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pipeline from Kafka to Kafka that is killed writes each record once, for readers of what has
 * been committed.
 */
class KafkaKillTest {
  private static final int RECORDS = 1_500;
  private static final int PARTITIONS = 3;
  private static final int KILLS = 6;
  private static final int[] PARALLELISM = {1, 2, 4, 7};
  private static final Moment[] MOMENTS = {
    Moment.RUNNING,
    Moment.SEGMENT,
    Moment.PUBLISHED,
    Moment.PROCESSING,
    Moment.WRITING,
    Moment.WRITTEN
  };

  @TempDir private Path directory;
  private KafkaBroker broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = KafkaBroker.start(directory);
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"use_deprecated_read", "use_sdf_read"})
  void eachRecordIsWrittenOnce(String experiment) throws Exception {
    int wanted = property("durability.kills", KILLS);
    int kills = 0;
    for (int round = 0; kills < wanted && round < wanted; round++) {
      kills += new Round(experiment, seed() + round).run(wanted - kills);
    }
    System.out.println(
        "durability: " + kills + " kills from Kafka to Kafka, " + experiment + ", seed " + seed());
  }

  private static long seed() {
    return property("durability.seed", 1);
  }

  private static int property(String name, int byDefault) {
    String value = System.getProperty(name, "");
    return value.isBlank() ? byDefault : Integer.parseInt(value.strip());
  }

  private static Kill kill(Random random) {
    Moment moment = MOMENTS[random.nextInt(MOMENTS.length)];
    int most =
        switch (moment) {
          case RUNNING -> 3_000;
          case PROCESSING -> RECORDS / 4;
          default -> 8;
        };
    return new Kill(moment, 1 + random.nextInt(most));
  }

  private static Map<String, Long> expected() {
    Map<String, Long> expected = new TreeMap<>();
    for (int i = 0; i < RECORDS; i++) {
      expected.put(i + " value " + i, 1L);
    }
    return expected;
  }

  /** A pipeline that is killed a few times. */
  private final class Round {
    private final String experiment;
    private final long seed;
    private final Random random;
    private final String in;
    private final String out;
    private final Path work;

    Round(String experiment, long seed) {
      this.experiment = experiment;
      this.seed = seed;
      this.random = new Random(seed);
      this.in = "in-" + seed;
      this.out = "out-" + seed;
      this.work = directory.resolve("work-" + seed);
    }

    /** Kills it so many times at most, and answers how many it were. */
    int run(int most) throws Exception {
      broker.createTopic(in, PARTITIONS);
      broker.createTopic(out, PARTITIONS);
      produce();
      int lives = 0;
      Life.End end;
      do {
        end = live(lives, lives < most ? kill(random) : null);
        assertNull(end.fault(), "seed " + seed + "\n" + String.join("\n", end.output()));
        lives++;
      } while (end.killed());
      assertEquals(expected(), written(), "seed " + seed);
      return lives - 1;
    }

    private Life.End live(int life, Kill kill) throws Exception {
      Path checkpoints = work.resolve("checkpoints");
      return Life.run(
          KafkaToKafka.class,
          List.of(
              broker.address(),
              in,
              out,
              Integer.toString(RECORDS),
              checkpoints.toString(),
              "--runner=MillraceRunner",
              "--jobName=durable",
              "--progress=off",
              "--blockOnRun=false",
              "--maxRestarts=0",
              "--experiments=" + experiment,
              "--checkpointDirectory=" + checkpoints,
              "--checkpointEveryMillis=100",
              "--parallelism=" + PARALLELISM[random.nextInt(PARALLELISM.length)]),
          Life.properties(work, life, 0),
          checkpoints,
          kill);
    }

    private void produce() throws Exception {
      try (KafkaProducer<Integer, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.address()),
              new IntegerSerializer(),
              new StringSerializer())) {
        List<Future<?>> sent = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
          sent.add(producer.send(new ProducerRecord<>(in, i, "value " + i)));
        }
        for (Future<?> one : sent) {
          one.get();
        }
      }
    }

    private Map<String, Long> written() {
      List<String> records = new ArrayList<>();
      try (KafkaConsumer<Integer, String> consumer =
          KafkaToKafka.committed(broker.address(), out)) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
          for (ConsumerRecord<Integer, String> record : consumer.poll(Duration.ofMillis(50))) {
            records.add(record.key() + " " + record.value());
          }
        }
      }
      return new TreeMap<>(records.stream().collect(groupingBy(record -> record, counting())));
    }
  }
}
