/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.joda.time.Duration;

/** Programs that run pipelines, for {@link ProcessLifetimeTest}: the first argument says which. */
final class LifetimeProgram {
  private LifetimeProgram() {}

  public static void main(String[] args) throws Exception {
    String[] options = Arrays.copyOfRange(args, 1, args.length);
    switch (args[0]) {
      case "runs" -> one(Act.BLOCKS, options).run();
      case "waits" -> System.out.println("state " + one(Act.BLOCKS, options).run().getState());
      case "returns" -> one(Act.READS, options).run();
      case "throws" -> {
        one(Act.READS, options).run();
        throw new IllegalStateException("main fails");
      }
      case "fails" -> one(Act.FAILS, options).run();
      case "stubborn" -> {
        PipelineResult result = one(Act.IS_DEAF, options).run();
        System.in.read();
        System.out.println("state " + result.cancel());
      }
      case "exits in function" -> one(Act.EXITS, options).run();
      case "exits beside" -> exitBeside(one(Act.BLOCKS, options));
      case "two" -> {
        one(Act.BLOCKS, options).run();
        one(Act.BLOCKS, options).run();
      }
      case "unbounded" -> unbounded(options).run();
      case "inline" ->
          System.out.println("ended " + InlineJobs.start(one(Act.BLOCKS, options)).await(0));
      case "hooks" -> {
        one(Act.RETURNS, options).run();
        System.out.println("hooks " + hooks());
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println("main returns");
  }

  /** What a function does with an element. */
  private enum Act {
    RETURNS,
    BLOCKS,
    READS,
    FAILS,
    IS_DEAF,
    EXITS
  }

  /** Does what it is to do at its only element, and tells what becomes of it. */
  static final class Perform extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final Act act;

    Perform(Act act) {
      this.act = act;
    }

    @ProcessElement
    public void process() throws Exception {
      System.out.println("reached");
      switch (act) {
        case RETURNS -> {}
        case BLOCKS -> new CountDownLatch(1).await();
        case READS -> System.in.read();
        case FAILS -> {
          System.in.read();
          throw new IOException("deliberate");
        }
        case IS_DEAF -> {
          while (true) {
            Thread.onSpinWait();
          }
        }
        case EXITS -> System.exit(3);
      }
      System.out.println("processed");
    }

    @Teardown
    public void teardown() {
      System.out.println("performer torn down");
    }
  }

  /** Passes on what it is given, and tells when it is torn down. */
  static final class Pass extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      output.output(element);
    }

    @Teardown
    public void teardown() {
      System.out.println("other torn down");
    }
  }

  private static Pipeline one(Act act, String... options) {
    Pipeline pipeline = TestPipelines.withOptions(options);
    pipeline
        .apply(Create.of(1))
        .apply("Pass", ParDo.of(new Pass()))
        .apply(Reshuffle.viaRandomKey())
        .apply("Perform", ParDo.of(new Perform(act)));
    return pipeline;
  }

  /** Tells how many there were. */
  static final class Tell extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long count) {
      System.out.println("counted " + count);
    }

    @Teardown
    public void teardown() {
      System.out.println("performer torn down");
    }
  }

  /** Tells of its first element, and of its bundles. */
  static final class TellOfBundles extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> output) {
      if (number == 0) {
        System.out.println("reached");
      }
      output.output(number);
    }
  }

  private static Pipeline unbounded(String... options) {
    Pipeline pipeline = TestPipelines.withOptions(options);
    pipeline
        .apply(GenerateSequence.from(0).withRate(1_000, Duration.standardSeconds(1)))
        .apply(ParDo.of(new TellOfBundles()))
        .apply(Window.into(FixedWindows.of(Duration.standardDays(1_000))))
        .apply(Combine.globally(Count.<Long>combineFn()).withoutDefaults())
        .apply("Tell", ParDo.of(new Tell()));
    return pipeline;
  }

  private static void exitBeside(Pipeline pipeline) {
    PipelineResult result = pipeline.run();
    new Thread(
            () -> {
              try {
                System.in.read();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
              System.exit(3);
            })
        .start();
    System.out.println("state " + result.waitUntilFinish());
  }

  private static long hooks() throws ReflectiveOperationException {
    var field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
    field.setAccessible(true);
    return ((Map<?, ?>) field.get(null))
        .keySet().stream()
            .filter(hook -> ((Thread) hook).getName().startsWith("millrace-"))
            .count();
  }
}
