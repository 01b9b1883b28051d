/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.channel.Channel;
import dev.millrace.execution.embedded.channel.ChannelWriter;
import dev.millrace.execution.embedded.channel.Chunk;
import dev.millrace.execution.embedded.channel.ChunkLimit;
import dev.millrace.execution.embedded.channel.Mailbox;
import dev.millrace.execution.embedded.channel.Message;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.exchange.EdgeWriter;
import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.embedded.metrics.JobMetrics;
import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.schedule.Doorbell;
import dev.millrace.execution.embedded.sideinput.SideInputStore;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskId;
import dev.millrace.execution.embedded.task.TaskLimits;
import dev.millrace.execution.embedded.task.TaskPorts;
import dev.millrace.execution.embedded.task.TaskServices;
import dev.millrace.execution.embedded.time.WallClock;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.exchange.ViewMessage;
import dev.millrace.flink.plan.SeparateSources;
import dev.millrace.flink.plan.StageCode;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One instance of a stage within Flink: the {@link Task} of the embedded host, whose channels end
 * here. What has come in waits until a turn is taken; what a turn has sent is let out after it.
 *
 * <p>At the barrier of a checkpoint what was sent before it is let out and what follows is kept
 * back, until the next turn: Flink sends its own barrier in between.
 *
 * <p>Threading: used by one thread, but for the waking.
 */
public final class StageTask {
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
  private static final int CHUNK_ELEMENTS = 256;
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final StageCode code;
  private final Exits exits;
  private final StopSignal stop = new StopSignal();
  private final @Nullable TestTime testTime;
  private final JobMetrics metrics;
  private final SideInputStore sideInputs;
  private final InstanceWork work;
  private final CapturedTask checkpoints;
  private final Map<String, PCollectionView<?>> read = new HashMap<>();
  private final Doorbell bell;
  private final TaskPorts ports;
  private final Task task;
  private final List<ChannelWriter> entries = new ArrayList<>();
  private final Set<Integer> endedEntries = new HashSet<>();
  private final Mailbox sent = new Mailbox(since -> {});
  private final Deque<byte[]> views = new ArrayDeque<>();
  private int viewsBeforeBarrier;
  private final long[] watermarks;
  private long watermark = Long.MIN_VALUE;
  private long restingSince = System.nanoTime();
  private long latest;
  private boolean begun;
  private boolean done;
  private boolean closed;

  /**
   * An instance, not yet begun.
   *
   * @param restored what it begins with
   * @param restoredCheckpoint the checkpoint that was of
   * @param whole how it comes to its work
   * @param exits where what it emits goes
   * @param wake called, by any thread, when it rests and is to take a turn
   */
  public StageTask(
      StageCode code,
      Place place,
      RestoredState restored,
      OptionalLong restoredCheckpoint,
      WholeWork whole,
      Exits exits,
      Runnable wake) {
    this.code = code;
    this.exits = exits;
    this.testTime = TestTime.of(code.settings().testTime());
    boolean takesCheckpoints = code.settings().takesCheckpoints();
    MetricsEnvironment.setMetricsSupported(true);
    // A source's are counted by the stage that reads it, bundle by bundle.
    this.metrics = new JobMetrics(takesCheckpoints && !SeparateSources.isSource(code.stage()));
    this.work = new InstanceWork(restored, whole, () -> viewsBeforeBarrier = views());
    this.checkpoints = new CapturedTask(takesCheckpoints);
    this.sideInputs =
        new SideInputStore(
            stop,
            new SideInputStore.Durable(takesCheckpoints, transforms(code), restored),
            new Publishing());
    code.read().forEach(view -> read.put(StageCode.tag(view), view));
    read.values().forEach(sideInputs::restore);
    this.bell =
        new Doorbell(testTime == null ? new BusyCount(() -> () -> {}) : testTime.activity());
    bell.onRing(wake);
    Stage stage = testTime == null ? code.stage() : testTime.stage(code.stage().id());
    this.ports =
        TaskPorts.of(
            new TaskId(code.settings().job(), stage, place.instance(), place.parallelism()), bell);
    List<Channel> incoming = incoming();
    this.watermarks = new long[incoming.size()];
    Arrays.fill(watermarks, Long.MIN_VALUE);
    StageInstances instances = new StageInstances(code.slice(), Enforcement.NONE);
    this.task =
        new Task(
            ports,
            services(restored),
            new TaskLimits(
                code.settings().bundleElements(),
                code.settings().bundleMillis(),
                stage.readsUnbounded() ? code.settings().sourceIdleMillis() : 0,
                TURN_NANOS),
            new Task.Connections(
                incoming,
                new Outputs(departures(place)),
                new Task.Upstream(List.of(), List.of()),
                stop),
            () -> instances.create(stage));
    restoredCheckpoint.ifPresent(ports.requests()::checkpointComplete);
    if (stage.playsTestStream()) {
      ports.requests().awaitQuiescence();
    }
  }

  /** Begins: there is reason for a turn. */
  public void begin() {
    bell.ring();
    if (testTime != null) {
      testTime.join(task);
      testTime.activity().end();
    }
  }

  private void sending(int receivers) {
    if (testTime != null) {
      for (int i = 0; i < receivers; i++) {
        testTime.activity().begin();
      }
    }
  }

  /** Something that was on its way has arrived, and waits for a turn. */
  private void received() {
    if (testTime != null) {
      bell.ring();
      testTime.activity().end();
    }
  }

  private static Map<TupleTag<?>, String> transforms(StageCode code) {
    Map<TupleTag<?>, String> transforms = new HashMap<>();
    code.viewTransforms().forEach((tag, name) -> transforms.put(new TupleTag<>(tag), name));
    for (OperatorSpec operator : code.stage().operators()) {
      if (operator instanceof OperatorSpec.MaterializeView view) {
        transforms.put(new TupleTag<>(StageCode.tag(view.view())), view.transform());
      }
    }
    return transforms;
  }

  private TaskServices services(RestoredState restored) {
    return new TaskServices(
        code.options().get(),
        testTime == null ? new WallClock() : testTime.clock(),
        metrics.newTask(),
        sideInputs.forTask(
            code.read(), code.stage().sideInputLatenessMillis(), () -> ports().doorbell().ring()),
        work,
        Memory.spilling(stop),
        null,
        restored,
        Set.of(),
        checkpoints);
  }

  private TaskPorts ports() {
    return ports;
  }

  private List<Channel> incoming() {
    List<Channel> incoming = new ArrayList<>();
    for (Edge edge : code.inputs()) {
      Channel channel = channel(ports.mailbox(), incoming.size(), edge.consumed());
      incoming.add(channel);
      entries.add(new ChannelWriter(channel, CHUNK_ELEMENTS));
    }
    return incoming;
  }

  private Channel channel(Mailbox mailbox, int number, int collection) {
    return new Channel(
        new Channel.Destination(mailbox, number, collection),
        ChunkLimit.none(),
        stop,
        System::currentTimeMillis);
  }

  private List<EdgeWriter> departures(Place place) {
    List<EdgeWriter> writers = new ArrayList<>();
    for (StageCode.Departure departure : code.departures()) {
      Edge edge = departure.edge();
      Channel channel = channel(sent, writers.size(), edge.consumed());
      writers.add(
          EdgeWriter.of(
              edge,
              place.instance(),
              List.of(new ChannelWriter(channel, CHUNK_ELEMENTS)),
              new EdgeWriter.Consumer(
                  departure.consumer(),
                  code.slice().collection(edge.consumed()).coder(),
                  departure.takesOwnElements())));
    }
    return writers;
  }

  /** An element has come by input {@code input}. */
  public void element(int input, @Nullable Key key, WindowedValue<?> element) {
    if (key == null) {
      entries.get(input).add(element);
    } else {
      entries.get(input).add(key, element);
    }
    received();
  }

  /** The watermark of input {@code input} has come to {@code millis}, in Beam's time. */
  public void watermark(int input, long millis) {
    // The end of time is told by Flink, too.
    if (millis > watermarks[input]) {
      watermarks[input] = millis;
      entries.get(input).watermark(millis);
      received();
    }
  }

  /** Nothing is to be expected by input {@code input} for a while. */
  public void idle(int input) {
    entries.get(input).idle();
  }

  /** Nothing more comes by input {@code input}. */
  public void end(int input) {
    if (endedEntries.add(input)) {
      entries.get(input).end();
    }
  }

  /** Those who publish a view that the stage reads have told of it. */
  public void view(byte[] bytes) {
    ViewMessage message = ViewMessage.of(bytes);
    PCollectionView<?> view = requireNonNull(read.get(message.tag()));
    if (message.isPane()) {
      sideInputs.receivePane(view, message.window(), message.pane());
    } else {
      sideInputs.receiveWatermark(view, message.watermark());
    }
    received();
  }

  /** Takes a turn with what has come, and lets out what has come of it. */
  public Progress turn() throws Exception {
    letOut(false);
    entries.forEach(ChannelWriter::flush);
    Progress progress = step();
    letOut(false);
    return progress;
  }

  private Progress step() throws Exception {
    if (done) {
      return Progress.DONE;
    }
    begun = true;
    if (bell.state() == Doorbell.State.RESTING) {
      task.rested(System.nanoTime() - restingSince);
      bell.wakeByItself();
    }
    bell.answer();
    Progress progress = task.turn();
    if (progress == Progress.DONE) {
      done = true;
      close();
      metrics.checkpointComplete(Long.MAX_VALUE);
      bell.leave();
    }
    return progress;
  }

  /** Whether something that has come waits for a turn. */
  public boolean hasArrivals() {
    return !done && task.hasArrivals();
  }

  /** Comes to rest after a turn; false if there is reason for another at once. */
  public boolean rest() {
    restingSince = System.nanoTime();
    return bell.rest();
  }

  /** How long to rest at the most; {@code Long.MAX_VALUE} if only something from outside ends it. */
  public long restNanos() {
    return task.restNanos();
  }

  /** Whether the turn before has left nothing to do but to wait for a checkpoint. */
  public boolean waitedForCheckpoint() {
    return checkpoints.takeWanted();
  }

  /** Whether there is nothing left to do, for good. */
  public boolean isDone() {
    return done;
  }

  private int views() {
    return views.size();
  }

  private void letOut(boolean toBarrier) {
    int last = code.departures().size() - 1;
    for (Message message = sent.take(); message != null; message = sent.take()) {
      boolean isLast = message.channel().input() == last;
      if (message instanceof Chunk chunk) {
        letOut(chunk);
      } else if (message instanceof Message.Watermark watermark) {
        long millis = watermark.time().take();
        if (isLast) {
          letOutWatermark(millis);
        }
      } else if (isLast && message instanceof Message.Idle) {
        exits.idle();
      } else if (isLast && message instanceof Message.End) {
        letOutWatermark(MAX);
      } else if (isLast && toBarrier && message instanceof Message.Barrier) {
        break;
      }
    }
    int count = toBarrier ? viewsBeforeBarrier : views.size();
    for (int i = 0; i < count; i++) {
      sending(code.viewReaders());
      exits.view(views.remove());
    }
    viewsBeforeBarrier = 0;
  }

  private void letOutWatermark(long millis) {
    if (millis > watermark) {
      watermark = millis;
      sending(code.departures().size());
      exits.watermark(millis);
    }
  }

  private void letOut(Chunk chunk) {
    int departure = chunk.channel().input();
    for (int i = 0; i < chunk.size(); i++) {
      sending(1);
      exits.element(departure, new StageElement(chunk.key(i), chunk.element(i)));
    }
    chunk.channel().received();
  }

  /**
   * Passes the barrier of {@code checkpoint}: does what has come, and lets out what has come of it.
   *
   * @return the state as of the barrier: of what is in key groups, what has changed since the last
   */
  public StateImage barrier(long checkpoint) throws Exception {
    latest = checkpoint;
    letOut(false);
    if (!done) {
      boolean byInput = false;
      for (int i = 0; i < entries.size(); i++) {
        if (!endedEntries.contains(i)) {
          entries.get(i).barrier(checkpoint);
          byInput = true;
        }
      }
      if (!byInput) {
        ports.requests().checkpoint(checkpoint);
      }
      while (!done && !checkpoints.hasCaptured()) {
        step();
      }
    }
    letOut(!checkpoints.hasFinished());
    StateImage image = checkpoints.take();
    work.capture(checkpoint, image);
    sideInputs.captureAll(image);
    return image;
  }

  /**
   * Goes on as if a checkpoint had been published of what there is now.
   *
   * @return the state, as {@link #barrier} does
   */
  public StateImage goOnWithoutCheckpoint() throws Exception {
    long own = latest + 1;
    StateImage image = barrier(own);
    checkpointComplete(own);
    return image;
  }

  /** Tells that {@code checkpoint} has been published. */
  public void checkpointComplete(long checkpoint) {
    sideInputs.checkpointComplete(checkpoint);
    metrics.checkpointComplete(checkpoint);
    ports.requests().checkpointComplete(checkpoint);
  }

  /** The metrics as of now; for any thread. */
  public JobMetrics metrics() {
    return metrics;
  }

  /** Makes what goes on for long end soon; for any thread. */
  public void stop() {
    stop.stop();
  }

  /** Releases everything and tears functions down, unless that has been done. */
  public void close() throws Exception {
    if (begun && !closed) {
      closed = true;
      task.close();
    }
  }

  /** What the stage publishes leaves like its elements. */
  private final class Publishing implements SideInputStore.Elsewhere {
    @Override
    public void pane(PCollectionView<?> view, byte[] window, byte[] pane) {
      views.add(ViewMessage.ofPane(StageCode.tag(view), window, pane).toBytes());
    }

    @Override
    public void watermark(PCollectionView<?> view, long millis) {
      views.add(ViewMessage.ofWatermark(StageCode.tag(view), millis).toBytes());
    }
  }
}
