/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.large;

import dev.millrace.durability.child.DurableJob;
import dev.millrace.durability.child.Moment;
import dev.millrace.runner.MillraceRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The program that is killed: copies a topic to another one, by the exactly-once sink, until all
 * records are there and some more checkpoints have been published, so that what would come twice
 * has come.
 */
public final class KafkaToKafka {
  private static final String SINK_GROUP = "durable-sink";
  private static final int SHARDS = 3;
  private static final int MORE_CHECKPOINTS = 4;
  private static final Duration POLL = Duration.ofMillis(50);

  private KafkaToKafka() {}

  /**
   * Copies.
   *
   * @param args the broker, the topic to read, the topic to write, how many records there are, the
   *     checkpoint directory; options of the pipeline
   */
  public static void main(String[] args) throws Exception {
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(Arrays.copyOfRange(args, 5, args.length)).create();
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "Read",
            KafkaIO.<Integer, String>read()
                .withBootstrapServers(args[0])
                .withTopic(args[1])
                .withKeyDeserializer(IntegerDeserializer.class)
                .withValueDeserializer(StringDeserializer.class)
                .withConsumerConfigUpdates(Map.of("auto.offset.reset", "earliest"))
                .withoutMetadata())
        .apply("Pass", ParDo.of(new Pass()))
        .apply(
            "Write",
            KafkaIO.<Integer, String>write()
                .withBootstrapServers(args[0])
                .withTopic(args[2])
                .withKeySerializer(IntegerSerializer.class)
                .withValueSerializer(StringSerializer.class)
                .withProducerFactoryFn(KafkaToKafka::producer)
                .withEOS(SHARDS, SINK_GROUP));
    System.out.println(DurableJob.RUNS);
    // Not by the pipeline: Beam's sink would refuse each runner that it does not know by name.
    PipelineResult result = MillraceRunner.fromOptions(options).run(pipeline);
    awaitRecords(args[0], args[2], Integer.parseInt(args[3]));
    awaitCheckpoints(Path.of(args[4]));
    result.cancel();
    System.exit(0);
  }

  private static void awaitRecords(String broker, String topic, int count) {
    try (KafkaConsumer<Integer, String> consumer = committed(broker, topic)) {
      for (int seen = 0; seen < count; ) {
        seen += consumer.poll(POLL).count();
      }
    }
  }

  /** A consumer of what has been committed of {@code topic}, at its beginning. */
  static KafkaConsumer<Integer, String> committed(String broker, String topic) {
    KafkaConsumer<Integer, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker, "isolation.level", "read_committed"),
            new IntegerDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static void awaitCheckpoints(Path checkpoints) throws IOException {
    long enough = newest(checkpoints) + MORE_CHECKPOINTS;
    while (newest(checkpoints) < enough) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static long newest(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".manifest"))
          .mapToLong(name -> Long.parseLong(name.replaceAll("\\D", "")))
          .max()
          .orElse(0);
    }
  }

  private static Producer<Integer, String> producer(Map<String, Object> configuration) {
    return new StoppedProducer(configuration);
  }

  /** Takes its time over each record. */
  private static final class Pass extends DoFn<KV<Integer, String>, KV<Integer, String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, String> record, OutputReceiver<KV<Integer, String>> output) {
      Moment.PROCESSING.reached();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      output.output(record);
    }
  }

  /** One that may be stopped before and after it commits. */
  private static final class StoppedProducer extends KafkaProducer<Integer, String> {
    StoppedProducer(Map<String, Object> configuration) {
      super(configuration);
    }

    @Override
    public void commitTransaction() {
      Moment.WRITING.reached();
      super.commitTransaction();
      Moment.WRITTEN.reached();
    }
  }
}
