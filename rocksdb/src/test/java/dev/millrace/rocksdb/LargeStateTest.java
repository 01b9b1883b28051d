/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillracePipelineResult;
import dev.millrace.runner.MillraceRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State larger than what it may take of the heap, and than the heap of this JVM. */
@Timeout(240)
class LargeStateTest {
  private static final int UPDATES_PER_KEY = 3;
  private static final long SCATTER = 7919;

  @TempDir private Path temporary;

  @Test
  void stateLargerThanTheHeapIsExact() throws Exception {
    int keys = 45_000;
    int bytes = 4_000;
    long heap = Runtime.getRuntime().maxMemory();
    assertTrue(heap < (long) keys * bytes, () -> "this JVM has a heap of " + heap + " bytes");
    Course.begin(Long.MAX_VALUE);

    start(keys, bytes, "--stateBackend=rocksdb", "--stateMemoryMb=8").waitUntilFinish();

    assertExact(keys);
    assertNothingIsLeft();
  }

  @Test
  void afterAFailureItGoesOnFromACheckpoint() throws Exception {
    int keys = 5_000;
    Course.begin(2L * keys);
    Course.failBehindGate();
    MillracePipelineResult result = start(keys, 2_000, checkpointing("rocksdb"));
    Course.awaitGate();
    assertStateIsOnFile();

    result.waitUntilFinish();

    assertTrue(Course.hasFailed());
    assertExact(keys);
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({"heap, rocksdb, heap", "rocksdb, heap, rocksdb", "rocksdb, rocksdb, rocksdb"})
  void itGoesOnFromASavepointWithEitherBackEnd(String first, String second, String third)
      throws Exception {
    int keys = 4_000;
    Course.begin(keys + 1_000L);
    MillracePipelineResult result = start(keys, 2_000, checkpointing(first));
    Course.awaitGate();
    result.stopWithSavepoint(temporary.resolve("first"));
    Course.move(2L * keys + 1_000);
    result = start(keys, 2_000, checkpointing(second));
    Course.awaitGate();
    if (second.equals("rocksdb")) {
      assertStateIsOnFile();
    }
    result.stopWithSavepoint(temporary.resolve("second"));
    Course.move(Long.MAX_VALUE);

    result = start(keys, 2_000, checkpointing(third));

    assertEquals(State.DONE, result.waitUntilFinish());
    assertExact(keys);
    assertNothingIsLeft();
  }

  private String[] checkpointing(String backend) {
    return new String[] {
      "--stateBackend=" + backend,
      "--stateMemoryMb=1",
      "--checkpointDirectory=" + temporary.resolve("checkpoints"),
      "--checkpointEveryMillis=100",
      "--restartDelayMillis=0",
      "--maxRestarts=1"
    };
  }

  private MillracePipelineResult start(int keys, int bytes, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--jobName=large");
    all.add("--blockOnRun=false");
    all.add("--parallelism=2");
    all.add("--spillDirectory=" + Files.createDirectories(spilled()));
    MillracePipelineOptions options =
        PipelineOptionsFactory.fromArgs(all.toArray(String[]::new))
            .as(MillracePipelineOptions.class);
    options.setRunner(MillraceRunner.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", Read.from(NumberSource.of((long) keys * UPDATES_PER_KEY)))
        .apply("Scatter", ParDo.of(new ScatterFn(keys)))
        .apply("Update", ParDo.of(new UpdateFn(bytes)))
        .apply(
            Window.<KV<Long, Long>>into(new GlobalWindows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(2)))
                .withAllowedLateness(Duration.ZERO)
                .accumulatingFiredPanes())
        .apply("Sum", Sum.longsPerKey())
        .apply("Note", ParDo.of(new NoteFn()));
    return (MillracePipelineResult) pipeline.run();
  }

  private Path spilled() {
    return temporary.resolve("spilled");
  }

  private void assertStateIsOnFile() throws IOException {
    try (Stream<Path> files = Files.walk(spilled())) {
      assertTrue(files.anyMatch(file -> file.toString().endsWith(".sst")));
    }
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(spilled())) {
      assertEquals(List.of(), files.toList());
    }
  }

  private static void assertExact(int keys) {
    Map<Long, Long> expected =
        LongStream.range(0, keys)
            .boxed()
            .collect(Collectors.toMap(Function.identity(), key -> (long) UPDATES_PER_KEY));
    assertEquals(expected, Course.updates());
    assertEquals(expected, Course.sums());
  }

  /** Gives each number a key, neighbours keys far from each other. */
  static final class ScatterFn extends DoFn<Long, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;
    private final int keys;

    ScatterFn(int keys) {
      this.keys = keys;
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, Long>> output) {
      output.output(KV.of(number % keys * SCATTER % keys, number));
    }
  }

  /** Has of each key how often it has come, in bytes that tell, and the numbers that were. */
  static final class UpdateFn extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("value")
    private final StateSpec<ValueState<byte[]>> valueSpec = StateSpecs.value(ByteArrayCoder.of());

    @StateId("numbers")
    private final StateSpec<BagState<Long>> numbersSpec = StateSpecs.bag(VarLongCoder.of());

    private final int bytes;

    UpdateFn(int bytes) {
      this.bytes = bytes;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element,
        @StateId("value") ValueState<byte[]> value,
        @StateId("numbers") BagState<Long> numbers,
        BundleFinalizer finalizer,
        OutputReceiver<KV<Long, Long>> output) {
      Course.mayFail();
      long key = element.getKey();
      long updates = 0;
      for (Long before : numbers.read()) {
        if (before.equals(element.getValue())) {
          throw new IllegalStateException("Key " + key + " has had " + before + " before");
        }
        updates++;
      }
      byte[] read = value.read();
      if (!Arrays.equals(read, updates == 0 ? null : value(key, updates))) {
        throw new IllegalStateException(
            "Key " + key + " has another value than that of update " + updates);
      }
      numbers.add(element.getValue());
      value.write(value(key, updates + 1));
      output.output(KV.of(key, 1L));
      if (Course.done(key, updates + 1) && Course.willGoOn()) {
        finalizer.afterBundleCommit(BoundedWindow.TIMESTAMP_MAX_VALUE, Course::goOn);
      }
    }

    private byte[] value(long key, long updates) {
      byte[] value = new byte[bytes];
      new SplittableRandom(key * UPDATES_PER_KEY + updates).nextBytes(value);
      return value;
    }
  }

  /** Notes the sums. */
  static final class NoteFn extends DoFn<KV<Long, Long>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Long, Long> sum) {
      Course.summed(sum.getKey(), sum.getValue());
    }
  }
}
