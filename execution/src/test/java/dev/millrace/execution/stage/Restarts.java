/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.JobState;
import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobDelta;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.harness.Elements;
import dev.millrace.execution.harness.PlainInstance;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A stage that is fed step by step, with the job at rest after each, and that is begun again from
 * checkpoints in between, as other numbers of instances. What comes out, and how the watermark
 * rises, has to be as if nothing had happened.
 */
public final class Restarts {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;
  private static final Stage DRIVER =
      new Stage(
          0, "driver", List.of(new OperatorSpec.PlayTestStream("driver", List.of(), -1)), false);
  private static final Stage COLLECTOR = new Stage(2, "collector", List.of(), false);

  private sealed interface Step {
    record Act(Consumer<StageHost> action) implements Step {}

    record Watermark(long millis) implements Step {}

    record Until(BooleanSupplier condition) implements Step {}

    record Checkpoint() implements Step {}

    record Crash() implements Step {}

    record Drain() implements Step {}
  }

  /** What a test knows as of a checkpoint. */
  private record Cut(int next, long watermark, long arrived, Map<Integer, List<String>> outputs) {}

  private final List<OperatorSpec> operators;
  private final Map<Integer, CollectionSpec> collections = new HashMap<>();
  private final List<Step> script = new ArrayList<>();
  private Exchange exchange = new Exchange.Rebalance();
  private Runnable reset = () -> {};
  private boolean gone;
  private boolean crashesIgnored;
  private boolean checkpointsTaken;

  // Of the current run.
  private final Set<Integer> crashed = new HashSet<>();
  private final Map<Integer, List<String>> outputs = new HashMap<>();
  private int next;
  private long watermark;
  private long arrived;
  private @Nullable JobImage image;
  private @Nullable Cut latest;
  private @Nullable Cut cut;
  private @Nullable EmbeddedJob job;

  private Restarts(List<OperatorSpec> operators) {
    this.operators = operators;
    operators.forEach(operator -> operator.inputs().forEach(this::unknown));
    operators.forEach(operator -> operator.outputs().forEach(this::unknown));
    unknown(OUTPUT);
  }

  private void unknown(int id) {
    collection(id, StringUtf8Coder.of(), WindowingStrategy.globalDefault());
  }

  /** A stage of {@code operators}, which reads collection 0 and makes collection 1. */
  public static Restarts of(OperatorSpec... operators) {
    return new Restarts(List.of(operators));
  }

  /** Collection {@code id} is of this kind. */
  public Restarts collection(int id, Coder<?> coder, WindowingStrategy<?, ?> windowing) {
    collections.put(id, new CollectionSpec(id, "collection " + id, coder, windowing, true));
    return this;
  }

  /** The stage reads its input by key. */
  public Restarts byKey(Coder<?> keyCoder) {
    exchange = new Exchange.ByKey(keyCoder);
    return this;
  }

  /** Runs {@code action} before each run. */
  public Restarts before(Runnable action) {
    reset = action;
    return this;
  }

  /** Elements come in. */
  public Restarts elements(WindowedValue<?>... elements) {
    for (WindowedValue<?> element : elements) {
      script.add(new Step.Act(host -> host.output(INPUT).emit(element)));
    }
    return this;
  }

  /** The input watermark advances. */
  public Restarts watermark(long millis) {
    script.add(new Step.Watermark(millis));
    return this;
  }

  /** The processing time advances. */
  public Restarts processingTime(long advance) {
    script.add(new Step.Act(host -> host.advanceProcessingTime(advance)));
    return this;
  }

  /** A pane of a side input is published. */
  public Restarts publish(PCollectionView<?> view, BoundedWindow window, Object... values) {
    PaneInfo pane = PaneInfo.ON_TIME_AND_ONLY_FIRING;
    script.add(
        new Step.Act(host -> host.sideInputs().publish(view, window, pane, List.of(values))));
    return this;
  }

  /** Something happens. */
  public Restarts act(Runnable action) {
    script.add(new Step.Act(host -> action.run()));
    return this;
  }

  /** Sources are polled until something is so. */
  public Restarts until(BooleanSupplier condition) {
    script.add(new Step.Until(condition));
    return this;
  }

  /** The job is drained. */
  public Restarts drain() {
    script.add(new Step.Drain());
    return this;
  }

  /** A checkpoint is taken, and everybody has been told that it is published. */
  public Restarts checkpoint() {
    script.add(new Step.Checkpoint());
    return this;
  }

  /**
   * The job goes, with all that it has done since the last checkpoint, from which another begins.
   */
  public Restarts crash() {
    script.add(new Step.Crash());
    return this;
  }

  /** The job goes and another begins where it was. */
  public Restarts restart() {
    return checkpoint().crash();
  }

  /** With restarts, as one, three and two instances, everything is as without them as one. */
  public void run() throws Exception {
    run(true);
  }

  /**
   * As {@link #run()}.
   *
   * @param checkpointsCount whether something waits for checkpoints, so that what is compared with
   *     takes them too
   */
  public void run(boolean checkpointsCount) throws Exception {
    String expected = undisturbed(checkpointsCount);
    assertEquals(expected, disturbed(1, 3, 2), "begun again as 1, 3, 2 instances");
    assertEquals(expected, disturbed(3, 1, 2), "begun again as 3, 1, 2 instances");
  }

  /** The failure of the job, which takes checkpoints. */
  public Throwable fail() {
    crashesIgnored = true;
    checkpointsTaken = true;
    AssertionError error = assertThrows(AssertionError.class, () -> play(1));
    return error.getCause();
  }

  /** What comes out without crashes, step by step. */
  public String undisturbed(boolean takingCheckpoints) throws Exception {
    crashesIgnored = true;
    checkpointsTaken = takingCheckpoints;
    return play(1);
  }

  /** What comes out with crashes, as so many instances in turn. */
  public String disturbed(int... parallelism) throws Exception {
    crashesIgnored = false;
    checkpointsTaken = true;
    return play(parallelism);
  }

  /** Asks for a checkpoint from within the stage. */
  public void checkpointNow() {
    if (checkpointsTaken) {
      CompletableFuture<Long> unused = job.checkpoint();
    }
  }

  /**
   * Crashes from within the stage, once for each {@code place}; not before there is a checkpoint.
   */
  public void crashOnce(long place) {
    if (!crashesIgnored && cut != null && crashed.add((int) -place)) {
      goBack();
    }
  }

  private CheckpointSize publish(JobDelta taken) {
    image = taken.after(image);
    cut = latest;
    return CheckpointSize.NONE;
  }

  private void goBack() {
    next = cut.next();
    watermark = cut.watermark();
    arrived = cut.arrived();
    outputs.clear();
    cut.outputs().forEach((at, what) -> outputs.put(at, new ArrayList<>(what)));
    gone = true;
    job.cancel();
  }

  private String play(int... parallelism) throws Exception {
    crashed.clear();
    outputs.clear();
    next = 0;
    watermark = Elements.MIN;
    arrived = Elements.MIN;
    image = null;
    cut = null;
    reset.run();
    int runs = 0;
    JobState state;
    do {
      state = runOnce(parallelism[runs++ % parallelism.length]);
    } while (state == JobState.CANCELLED);
    assertEquals(JobState.DONE, state);
    return transcript();
  }

  private JobState runOnce(int parallelism) throws Exception {
    Stage tested = new Stage(1, "tested", operators, true);
    StageGraph graph = graph(tested);
    StageInstances instances = new StageInstances(graph, Enforcement.NONE);
    Durability durability =
        checkpointsTaken ? new Durability(image, this::publish, 0) : Durability.NONE;
    EmbeddedJob started =
        EmbeddedJob.start(
            graph,
            JobSettings.defaults(parallelism)
                .with(ThreadKind.INLINE)
                .with(new JobSettings.Bundles(1, 60_000)),
            PipelineOptionsFactory.create(),
            stage ->
                switch (stage.id()) {
                  case 0 -> new Driver();
                  case 1 -> instances.create(stage);
                  default -> new Collector();
                },
            durability);
    job = started;
    gone = false;
    assertTrue(started.await(PATIENCE_MILLIS), started::report);
    if (started.failure() != null) {
      throw new AssertionError("The job failed as " + parallelism, started.failure());
    }
    return started.state();
  }

  private StageGraph graph(Stage tested) {
    List<Edge> edges = new ArrayList<>();
    if (!operators.get(0).inputs().isEmpty()) {
      edges.add(new Edge(0, INPUT, 1, INPUT, exchange));
    }
    edges.add(new Edge(1, OUTPUT, 2, OUTPUT, new Exchange.Gather()));
    return new StageGraph(List.of(DRIVER, tested, COLLECTOR), edges, collections, List.of());
  }

  // The order of what comes out in one step depends on the number of instances.
  private String transcript() {
    return outputs.keySet().stream()
        .sorted()
        .map(step -> step + ": " + outputs.get(step).stream().sorted().toList())
        .collect(Collectors.joining("\n"));
  }

  private void note(String what) {
    if (gone) {
      return;
    }
    outputs.computeIfAbsent(next, absent -> new ArrayList<>()).add(what);
  }

  private final class Driver extends PlainInstance {
    private @Nullable StageHost host;

    @Override
    public void open(StageHost newHost) {
      host = newHost;
    }

    @Override
    public Progress advance(int maxElements) {
      if (next == script.size()) {
        next++;
        return Progress.AWAITS_QUIESCENCE;
      }
      if (next > script.size()) {
        return Progress.DONE;
      }
      Step step = script.get(next);
      if (step instanceof Step.Until until && !until.condition().getAsBoolean()) {
        return Progress.IDLE;
      }
      next++;
      play(step);
      return Progress.AWAITS_QUIESCENCE;
    }

    private void play(Step step) {
      if (step instanceof Step.Act act) {
        act.action().accept(host);
      } else if (step instanceof Step.Watermark advance) {
        watermark = advance.millis();
      } else if (step instanceof Step.Drain) {
        job.drain();
      } else if (step instanceof Step.Checkpoint && checkpointsTaken) {
        CompletableFuture<Long> unused = job.checkpoint();
      } else if (step instanceof Step.Crash && !crashesIgnored && crashed.add(next)) {
        goBack();
      }
    }

    @Override
    public long hold() {
      return next > script.size() ? Elements.MAX : watermark;
    }
  }

  private final class Collector extends PlainInstance {
    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
      note(element.getValue() + " at " + element.getTimestamp().getMillis());
    }

    // The checkpoint has all that has come so far, and nothing else.
    @Override
    public void snapshot(long checkpoint) {
      Map<Integer, List<String>> soFar = new HashMap<>();
      outputs.forEach((at, what) -> soFar.put(at, new ArrayList<>(what)));
      latest = new Cut(next, watermark, arrived, soFar);
    }

    @Override
    public void inputWatermark(long millis) {
      if (millis > arrived) {
        arrived = millis;
        // Only how far it comes in a step is the same each time.
        outputs
            .getOrDefault(next, new ArrayList<>())
            .removeIf(what -> what.startsWith("watermark "));
        note("watermark " + millis);
      }
    }
  }
}
