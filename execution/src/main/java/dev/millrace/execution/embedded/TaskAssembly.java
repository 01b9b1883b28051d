/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.Claims;
import dev.millrace.execution.embedded.channel.Channel;
import dev.millrace.execution.embedded.channel.ChannelWriter;
import dev.millrace.execution.embedded.channel.ChunkLimit;
import dev.millrace.execution.embedded.exchange.EdgeWriter;
import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.embedded.schedule.Doorbell;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskId;
import dev.millrace.execution.embedded.task.TaskLimits;
import dev.millrace.execution.embedded.task.TaskPorts;
import dev.millrace.execution.embedded.task.TaskServices;
import dev.millrace.execution.embedded.work.StageQueues;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Makes the tasks of a job and the channels between them. First all ports, then all channels, then
 * the tasks. Not thread-safe; used once, before anything runs.
 */
final class TaskAssembly {
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final StageGraph graph;
  private final JobSettings settings;
  private final JobParts parts;
  private final StageInstanceFactory factory;
  private final Map<Integer, List<TaskPorts>> ports = new LinkedHashMap<>();
  private final Map<TaskPorts, List<Channel>> incoming = new IdentityHashMap<>();
  private final Map<TaskPorts, List<EdgeWriter>> outgoing = new IdentityHashMap<>();
  private final Map<Integer, List<Edge>> incomingEdges;
  private final Map<String, Stage> lastStages = new HashMap<>();
  private final List<StageQueues> work = new ArrayList<>();
  private final Claims claims = new Claims();
  private int channels;

  TaskAssembly(
      StageGraph graph, JobSettings settings, JobParts parts, StageInstanceFactory factory) {
    this.graph = graph;
    this.settings = settings;
    this.parts = parts;
    this.factory = factory;
    this.incomingEdges = graph.edges().stream().collect(Collectors.groupingBy(Edge::toStage));
  }

  /** All tasks, in the order of stages. */
  List<Task> assemble() {
    graph.stages().forEach(stage -> ports.put(stage.id(), portsOf(stage)));
    graph.edges().forEach(this::connect);
    List<Task> tasks = new ArrayList<>();
    graph
        .stages()
        .forEach(stage -> stage.operators().forEach(one -> lastStages.put(one.transform(), stage)));
    for (Stage stage : graph.stages()) {
      StageQueues queues = new StageQueues(JobParts.shared(parts.restored()));
      work.add(queues);
      Shared shared = new Shared(queues, upstream(stage));
      ports(stage.id()).forEach(at -> tasks.add(task(stage, at, shared)));
    }
    return tasks;
  }

  /** The shared work of all stages, of the tasks that have been assembled. */
  List<StageQueues> work() {
    return work;
  }

  private List<TaskPorts> portsOf(Stage stage) {
    int parallelism = stage.parallel() ? settings.parallelism() : 1;
    List<TaskPorts> all = new ArrayList<>();
    for (int i = 0; i < parallelism; i++) {
      TaskPorts task =
          TaskPorts.of(
              new TaskId(parts.name(), stage, i, parallelism),
              new Doorbell(parts.control().activity()));
      incoming.put(task, new ArrayList<>());
      outgoing.put(task, new ArrayList<>());
      all.add(task);
    }
    return all;
  }

  private List<TaskPorts> ports(int stage) {
    return requireNonNull(ports.get(stage));
  }

  private void connect(Edge edge) {
    List<TaskPorts> producers = ports(edge.fromStage());
    List<TaskPorts> consumers = ports(edge.toStage());
    for (int i = 0; i < producers.size(); i++) {
      TaskPorts producer = producers.get(i);
      EdgeWriter.Range targets =
          EdgeWriter.targets(edge.exchange(), i, producers.size(), consumers.size());
      List<ChannelWriter> writers = new ArrayList<>();
      for (TaskPorts consumer : consumers.subList(targets.first(), targets.end())) {
        writers.add(
            new ChannelWriter(
                channel(edge, producer, consumer), settings.channels().chunkElements()));
      }
      requireNonNull(outgoing.get(producer))
          .add(EdgeWriter.of(edge, i, writers, consumer(edge, consumers)));
    }
  }

  private EdgeWriter.Consumer consumer(Edge edge, List<TaskPorts> consumers) {
    Stage stage = consumers.get(0).id().stage();
    return new EdgeWriter.Consumer(
        stage.operators().isEmpty() ? stage.name() : stage.operators().get(0).transform(),
        graph.collection(edge.consumed()).coder(),
        stage.takesOwnElements());
  }

  private Channel channel(Edge edge, TaskPorts producer, TaskPorts consumer) {
    List<Channel> before = requireNonNull(incoming.get(consumer));
    Channel channel =
        new Channel(
            new Channel.Destination(consumer.mailbox(), before.size(), edge.consumed()),
            chunkLimit(),
            parts.control().stop(),
            producer.doorbell()::workSinceMillis);
    before.add(channel);
    channels++;
    return channel;
  }

  private ChunkLimit chunkLimit() {
    // Inline one thread does all: blocking the producer would block the consumer.
    return settings.threads() == ThreadKind.INLINE
        ? ChunkLimit.none()
        : settings.channels().limits().apply(channels);
  }

  /** What the tasks of one stage share: their work, and the tasks upstream. */
  private record Shared(StageQueues work, Task.Upstream upstream) {}

  private Task task(Stage stage, TaskPorts at, Shared shared) {
    if (stage.playsTestStream()) {
      at.requests().awaitQuiescence();
    }
    return new Task(
        at,
        new TaskServices(
            parts.options(),
            parts.control().clock(),
            parts.metrics().newTask(),
            sideInputs(stage, at),
            shared.work(),
            parts.spilling(),
            parts.tiers(),
            parts.restored(claims, at.id().instance(), at.id().parallelism()),
            keeps(stage),
            parts.checkpoints()),
        new TaskLimits(
            settings.bundles().maxElements(),
            settings.bundles().maxMillis(),
            // An instance that waits for a split of a bounded source may yet get early elements.
            stage.readsUnbounded() ? settings.sourceIdleMillis() : 0,
            settings.threads() == ThreadKind.INLINE ? TaskLimits.UNTIMED : TURN_NANOS),
        new Task.Connections(
            List.copyOf(requireNonNull(incoming.get(at))),
            new Outputs(requireNonNull(outgoing.get(at))),
            shared.upstream(),
            parts.control().stop()),
        () -> factory.create(stage));
  }

  // Some transforms, such as splittable functions, are in several stages. The last of them has the
  // state: from any other, what that one has done away with would come back.
  private Set<String> keeps(Stage stage) {
    Set<String> keeps = new HashSet<>();
    for (OperatorSpec operator : stage.operators()) {
      if (stage.equals(lastStages.get(operator.transform()))) {
        keeps.add(operator.transform());
      }
    }
    return keeps;
  }

  private Task.Upstream upstream(Stage stage) {
    Set<Integer> producers = producers(stage.id());
    Set<Integer> others = new LinkedHashSet<>();
    Deque<Integer> open = new ArrayDeque<>(producers);
    while (!open.isEmpty()) {
      for (int producer : producers(open.remove())) {
        if (!producers.contains(producer) && others.add(producer)) {
          open.add(producer);
        }
      }
    }
    return new Task.Upstream(bells(producers), bells(others));
  }

  private Set<Integer> producers(int stage) {
    Set<Integer> producers = new LinkedHashSet<>();
    incomingEdges.getOrDefault(stage, List.of()).forEach(edge -> producers.add(edge.fromStage()));
    return producers;
  }

  private List<Doorbell> bells(Set<Integer> stages) {
    return stages.stream().flatMap(id -> ports(id).stream()).map(TaskPorts::doorbell).toList();
  }

  private TaskSideInputs sideInputs(Stage stage, TaskPorts at) {
    List<PCollectionView<?>> views = new ArrayList<>();
    stage.sideInputs().forEach(sideInput -> views.add(sideInput.view()));
    return parts.sideInputs().forTask(views, stage.sideInputLatenessMillis(), at.doorbell()::ring);
  }
}
