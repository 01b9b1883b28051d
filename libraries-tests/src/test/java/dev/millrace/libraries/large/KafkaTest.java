/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries.large;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.kafkabroker.KafkaBroker;
import dev.millrace.libraries.Collected;
import dev.millrace.libraries.Pipelines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class KafkaTest {
  private static final int PARTITIONS = 3;
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static KafkaBroker broker;

  private final String topic = "in-" + UUID.randomUUID();

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start(directory);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void everyRecordIsWrittenOnce() throws Exception {
    broker.createTopic(topic, PARTITIONS);
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(pairs(0, 2_000)).withCoder(pairCoder()))
        .apply(
            KafkaIO.<Integer, String>write()
                .withBootstrapServers(broker.address())
                .withTopic(topic)
                .withKeySerializer(IntegerSerializer.class)
                .withValueSerializer(StringSerializer.class));

    Pipelines.run(pipeline);

    List<ConsumerRecord<Integer, String>> written = consume(topic, 2_000);
    assertEquals(
        lines(pairs(0, 2_000)),
        lines(written.stream().map(record -> KV.of(record.key(), record.value())).toList()));
    assertEquals(PARTITIONS, written.stream().map(ConsumerRecord::partition).distinct().count());
  }

  @Test
  void aBoundedReadEndsWithAsManyRecordsAsItAsksFor() throws Exception {
    broker.createTopic(topic, PARTITIONS);
    produce(0, 1_500);
    Collected<KV<Integer, String>> read = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(read().withMaxNumRecords(1_500).withoutMetadata()).apply(read);

    Pipelines.run(pipeline);

    assertEquals(lines(pairs(0, 1_500)), lines(read.all()));
  }

  @Test
  void aBoundedReadCommitsHowFarItCame() throws Exception {
    broker.createTopic(topic, PARTITIONS);
    produce(0, 900);
    Pipeline pipeline = Pipelines.create();
    Collected<KV<Integer, String>> read = new Collected<>();
    pipeline
        .apply(
            read()
                .withConsumerConfigUpdates(Map.of("group.id", topic, "enable.auto.commit", false))
                .commitOffsetsInFinalize()
                .withMaxNumRecords(900)
                .withoutMetadata())
        .apply(read);

    Pipelines.run(pipeline);

    assertEquals(900, read.all().size());
    try (Admin admin = broker.admin()) {
      assertEquals(
          900,
          admin
              .listConsumerGroupOffsets(topic)
              .partitionsToOffsetAndMetadata()
              .get()
              .values()
              .stream()
              .mapToLong(offset -> offset.offset())
              .sum());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"use_deprecated_read", "use_sdf_read"})
  void anUnboundedReadDeliversWhatIsProducedWhileItRunsUntilItIsCancelled(String experiment)
      throws Exception {
    broker.createTopic(topic, PARTITIONS);
    produce(0, 300);
    Collected<String> read = new Collected<>();
    Pipeline pipeline = Pipelines.create("--blockOnRun=false", "--experiments=" + experiment);
    pipeline
        .apply(read())
        .apply(MapElements.into(TypeDescriptors.strings()).via(KafkaTest::position))
        .apply(read);

    PipelineResult result = pipeline.run();
    List<String> seen = new ArrayList<>(read.take(300));
    for (int batch = 1; batch < 4; batch++) {
      produce(batch * 300, (batch + 1) * 300);
      seen.addAll(read.take(300));
    }
    assertEquals(State.RUNNING, result.getState());
    result.cancel();

    assertEquals(State.CANCELLED, result.waitUntilFinish());
    assertEquals(
        consume(topic, 1_200).stream().map(KafkaTest::position).sorted().toList(),
        seen.stream().sorted().toList());
    assertEquals(List.of(), read.all());
  }

  @ParameterizedTest
  @ValueSource(strings = {"use_deprecated_read", "use_sdf_read"})
  void aStreamIsCountedByWindowsOfItsRecordsAndWrittenBack(String experiment) throws Exception {
    String counts = "out-" + topic;
    broker.createTopic(topic, PARTITIONS);
    broker.createTopic(counts, 1);
    produce(0, 600);
    Pipeline pipeline = Pipelines.create("--blockOnRun=false", "--experiments=" + experiment);
    pipeline
        .apply(read().withCreateTime(Duration.ZERO).withoutMetadata())
        .apply(Keys.create())
        .apply(MapElements.into(TypeDescriptors.integers()).via(key -> key % 10))
        .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))))
        .apply(Count.perElement())
        .apply(ParDo.of(new ToCountOfWindow()))
        .setCoder(pairCoder())
        .apply(
            KafkaIO.<Integer, String>write()
                .withBootstrapServers(broker.address())
                .withTopic(counts)
                .withKeySerializer(IntegerSerializer.class)
                .withValueSerializer(StringSerializer.class));

    PipelineResult result = pipeline.run();
    List<ConsumerRecord<Integer, String>> written = consume(counts, 100);
    result.cancel();

    assertEquals(State.CANCELLED, result.waitUntilFinish());
    Map<String, Long> expected =
        IntStream.range(0, 600)
            .boxed()
            .collect(
                groupingBy(
                    i -> i % 10 + " " + START.plus(Duration.standardMinutes(i / 60)), counting()));
    assertEquals(100, expected.size());
    assertEquals(
        expected,
        written.stream()
            .collect(
                toMap(
                    record -> record.key() + " " + record.value().split(" ", 2)[0],
                    record -> Long.valueOf(record.value().split(" ", 2)[1]))));
  }

  private KafkaIO.Read<Integer, String> read() {
    return KafkaIO.<Integer, String>read()
        .withBootstrapServers(broker.address())
        .withTopic(topic)
        .withKeyDeserializer(IntegerDeserializer.class)
        .withValueDeserializer(StringDeserializer.class)
        .withConsumerConfigUpdates(Map.of("auto.offset.reset", "earliest"));
  }

  private static String position(KafkaRecord<Integer, String> record) {
    return record.getPartition() + " " + record.getOffset() + " " + record.getKV().getValue();
  }

  private static String position(ConsumerRecord<Integer, String> record) {
    return record.partition() + " " + record.offset() + " " + record.value();
  }

  /** Produces records, one for each second. */
  private void produce(int first, int end) throws Exception {
    try (KafkaProducer<Integer, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.address()),
            new IntegerSerializer(),
            new StringSerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (KV<Integer, String> pair : pairs(first, end)) {
        long time = START.plus(Duration.standardSeconds(pair.getKey())).getMillis();
        sent.add(
            producer.send(new ProducerRecord<>(topic, null, time, pair.getKey(), pair.getValue())));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }
  }

  /** Waits for so many records, and sees that there are no more. */
  private static List<ConsumerRecord<Integer, String>> consume(String topic, int count)
      throws TimeoutException {
    List<ConsumerRecord<Integer, String>> records = new ArrayList<>();
    try (KafkaConsumer<Integer, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new IntegerDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      java.time.Instant deadline = java.time.Instant.now().plus(PATIENCE);
      while (records.size() < count) {
        if (java.time.Instant.now().isAfter(deadline)) {
          throw new TimeoutException(records.size() + " of " + count + " records came");
        }
        consumer.poll(java.time.Duration.ofSeconds(1)).forEach(records::add);
      }
      long ends = consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
      assertEquals(count, ends);
    }
    return records;
  }

  private static List<KV<Integer, String>> pairs(int first, int end) {
    return IntStream.range(first, end).mapToObj(i -> KV.of(i, "record " + i)).toList();
  }

  private static KvCoder<Integer, String> pairCoder() {
    return KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of());
  }

  private static List<String> lines(List<KV<Integer, String>> pairs) {
    return pairs.stream().map(pair -> pair.getKey() + " " + pair.getValue()).sorted().toList();
  }

  /** Formats the count of a key with the start of its window. */
  private static final class ToCountOfWindow extends DoFn<KV<Integer, Long>, KV<Integer, String>> {
    @ProcessElement
    public void process(
        @Element KV<Integer, Long> count,
        BoundedWindow window,
        OutputReceiver<KV<Integer, String>> output) {
      Instant start = ((IntervalWindow) window).start();
      output.output(KV.of(count.getKey(), start + " " + count.getValue()));
    }
  }
}
