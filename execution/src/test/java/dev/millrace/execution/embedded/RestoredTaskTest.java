/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.StateSource;
import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** What a task finds of what tasks before it left behind. */
class RestoredTaskTest {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final int KEYS = 50;
  private static final KeySpace SPACE =
      new KeySpace(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE);
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");

  private @Nullable JobImage image;
  private @Nullable EmbeddedJob job;

  /** An instance that does something as soon as it can, and is at rest until it is written down. */
  private static final class Tested extends FakeStage {
    private final Consumer<StageHost> opened;
    private final long hold;
    private final Runnable checkpoint;
    private boolean asked;

    Tested(Consumer<StageHost> opened, long hold, Runnable checkpoint) {
      this.opened = opened;
      this.hold = hold;
      this.checkpoint = checkpoint;
    }

    @Override
    public void open(StageHost newHost) throws Exception {
      super.open(newHost);
      opened.accept(newHost);
    }

    @Override
    public Progress advance(int maxElements) {
      if (!asked) {
        asked = true;
        if (host.instance() == 0) {
          checkpoint.run();
        }
      }
      return Progress.AWAITS_QUIESCENCE;
    }

    @Override
    public long hold() {
      return hold;
    }
  }

  /** Runs a stage of {@code transforms} from the latest checkpoint to the next one. */
  private void run(int parallelism, List<String> transforms, long hold, Consumer<StageHost> opened)
      throws Exception {
    List<OperatorSpec> operators = transforms.stream().map(RestoredTaskTest::operator).toList();
    Stage stage = new Stage(0, "tested", operators, true);
    runToCheckpoint(
        durability ->
            EmbeddedJob.start(
                new StageGraph(List.of(stage), List.of(), Map.of(), List.of()),
                inline(parallelism),
                PipelineOptionsFactory.create(),
                each -> new Tested(opened, hold, this::checkpoint),
                durability));
  }

  private void runToCheckpoint(Function<Durability, EmbeddedJob> start) throws Exception {
    job =
        start.apply(
            new Durability(
                image,
                taken -> {
                  image = taken.after(image);
                  job.cancel();
                  return CheckpointSize.NONE;
                },
                0));
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    assertEquals(null, job.failure());
  }

  private static JobSettings inline(int parallelism) {
    return JobSettings.defaults(parallelism).with(ThreadKind.INLINE);
  }

  private static OperatorSpec operator(String transform) {
    return new OperatorSpec.PlayTestStream(transform, List.of(), -1);
  }

  // Fails as the job does if it is cancelled while it is taken.
  private void checkpoint() {
    var unused = job.checkpoint();
  }

  private static Table<Cell.Value<Integer>> values(StageHost host) {
    return host.state("A", SPACE).values("value", VarIntCoder.of());
  }

  private static Stream<Key> keys(StageHost host) {
    return Stream.iterate(0, i -> i + 1)
        .limit(KEYS)
        .map(i -> KEYER.key("key" + i))
        .filter(key -> Keyer.owner(key, host.parallelism()) == host.instance());
  }

  @Test
  void stateThatNobodyAsksForIsStillThereForThoseWhoDoLater() throws Exception {
    run(
        3,
        List.of("A"),
        0,
        host -> {
          keys(host).forEach(key -> values(host).cell(key, Namespace.GLOBAL).write(7));
          host.items("A", "items", VarIntCoder.of()).set(List.of(host.instance()));
          keys(host)
              .forEach(
                  key ->
                      host.timers("A", SPACE)
                          .named("", "timer", TimeDomain.EVENT_TIME)
                          .set(key, Namespace.GLOBAL, 100, 100));
        });
    run(2, List.of("A"), 0, host -> {});
    run(7, List.of("A"), 0, host -> {});
    Map<String, Integer> found = new TreeMap<>();
    TreeSet<Integer> items = new TreeSet<>();
    int[] count = {0};
    run(
        1,
        List.of("A"),
        0,
        host -> {
          keys(host)
              .forEach(
                  key ->
                      found.put(
                          (String) key.value(), values(host).cell(key, Namespace.GLOBAL).read()));
          List<Integer> restored = host.items("A", "items", VarIntCoder.of()).restored();
          items.addAll(restored);
          count[0] = restored.size();
          host.timers("A", SPACE);
        });
    assertEquals(KEYS, found.size());
    assertTrue(found.values().stream().allMatch(value -> value == 7), found::toString);
    assertEquals(new TreeSet<>(List.of(0, 1, 2)), items);
    assertEquals(3, count[0]);
    assertEquals(KEYS, entries(image.state(), "__millrace_timers"));
  }

  @Test
  void whatAnotherPartOfATransformHasDoneAwayWithDoesNotComeBack() throws Exception {
    runParts(2, List.of(7));
    for (int parallelism : new int[] {1, 3, 2}) {
      assertEquals(List.of(7), runParts(parallelism, List.of(7)));
    }
    assertEquals(List.of(7), runParts(2, List.of()));
    assertEquals(List.of(), runParts(1, List.of()));
  }

  /**
   * Runs a transform in two stages, of which the first keeps {@code kept} in its first instance,
   * from the latest checkpoint to the next one; what was kept before.
   */
  private List<Integer> runParts(int parallelism, List<Integer> kept) throws Exception {
    Queue<Integer> found = new ConcurrentLinkedQueue<>();
    Consumer<StageHost> keeping =
        host -> {
          ItemList<Integer> items = host.items("A", "items", VarIntCoder.of());
          found.addAll(items.restored());
          items.set(host.instance() == 0 ? kept : List.of());
        };
    Graphs graphs = new Graphs();
    int first =
        graphs.stage("first", operator("A"), () -> new Tested(keeping, 0, this::checkpoint));
    int last = graphs.stage("last", operator("A"), FakeStage::new);
    graphs.edge(first, last, Graphs.REBALANCE);
    runToCheckpoint(durability -> graphs.start(inline(parallelism), durability));
    return List.copyOf(found);
  }

  private static int entries(StateSource image, String state) {
    int[] count = {0};
    image.states().stream()
        .filter(id -> id.state().equals(state))
        .forEach(id -> image.forEach(id, -1, Keyer.KEY_GROUPS, (group, key, value) -> count[0]++));
    return count[0];
  }

  @Test
  void aTransformThatBecomesTheFirstOfItsStageBeginsWhereItHadComeLast() throws Exception {
    for (long hold : new long[] {10, 20, 30}) {
      run(2, List.of("A", "B"), hold, host -> {});
    }
    Map<Integer, Long> watermarks = new ConcurrentSkipListMap<>();
    run(
        2,
        List.of("B"),
        Holds.NONE,
        host -> watermarks.put(host.instance(), host.inputWatermark()));
    assertEquals(Map.of(0, 30L, 1, 30L), watermarks);
  }

  /** Has nothing to do, and keeps the watermark at the beginning of time. */
  private static final class Silent extends FakeStage {
    @Override
    public Progress advance(int maxElements) {
      return Progress.IDLE;
    }

    @Override
    public long hold() {
      return 0;
    }
  }

  @Test
  void aConsumerThatIsNewIsToldHowFarItsProducerHadCome() throws Exception {
    run(1, List.of("A"), 30, host -> {});
    CountDownLatch told = new CountDownLatch(1);
    Graphs graphs = new Graphs();
    int producer = graphs.single("producer", operator("A"), Silent::new);
    int added =
        graphs.single(
            "added",
            operator("New"),
            () ->
                new FakeStage() {
                  @Override
                  public void inputWatermark(long millis) {
                    if (millis == 30) {
                      told.countDown();
                    }
                  }
                });
    graphs.edge(producer, added, Graphs.FORWARD);
    job =
        graphs.start(
            JobSettings.defaults(1), new Durability(image, taken -> CheckpointSize.NONE, 0));
    assertTrue(told.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS), job::report);
    job.cancel();
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
  }

  @Test
  void holdsAreFoundByTheirTransformWhateverItIsFusedWith() throws Exception {
    run(3, List.of("A", "B"), 0, host -> keys(host).forEach(key -> host.holds("B").add(key, 5)));
    for (List<String> stage : List.of(List.of("B"), List.of("New", "B"), List.of("B", "New"))) {
      run(2, stage, 0, host -> assertEquals(5, host.holds("B").minimum()));
    }
    run(
        1,
        List.of("Other", "B"),
        0,
        host -> {
          keys(host).forEach(key -> host.holds("B").remove(key, 5));
          assertEquals(Holds.NONE, host.minimumHold());
        });
    run(1, List.of("A", "B"), 0, host -> assertEquals(Holds.NONE, host.holds("B").minimum()));
  }

  @Test
  void aUnionIsGivenToEachInstanceAndLeftByThoseWhoSetNone() throws Exception {
    run(3, List.of("A"), 0, host -> union(host).set(List.of(host.instance())));
    for (int parallelism : new int[] {2, 1}) {
      Map<Integer, TreeSet<Integer>> found = new ConcurrentSkipListMap<>();
      run(
          parallelism,
          List.of("A"),
          0,
          host -> {
            List<Integer> restored = union(host).restored();
            found.put(host.instance(), new TreeSet<>(restored));
            if (host.instance() == 0) {
              union(host).set(restored);
            }
          });
      assertEquals(parallelism, found.size());
      found.values().forEach(each -> assertEquals(new TreeSet<>(List.of(0, 1, 2)), each));
      assertEquals(3, ungrouped(image.state(), "union"));
    }
  }

  private static ItemList<Integer> union(StageHost host) {
    return host.unionItems("A", "union", VarIntCoder.of());
  }

  private static int ungrouped(StateSource image, String state) {
    int[] count = {0};
    image.states().stream()
        .filter(id -> id.state().equals(state))
        .forEach(id -> image.forEachUngrouped(id, (group, key, value) -> count[0]++));
    return count[0];
  }

  @Test
  void holdsAreNotThoseOfAnotherPartOfTheTransform() throws Exception {
    run(1, List.of("A"), 0, host -> keys(host).forEach(key -> host.holds("A").add(key, 5)));
    run(1, List.of("A"), 0, host -> assertEquals(Holds.NONE, host.minimumHold()));
    run(1, List.of("A"), 0, host -> assertEquals(5, host.holds("A").minimum()));
  }

  @Test
  void holdsGoWithTheirKeysAndAreReleasedByThoseWhoOwnTheseThen() throws Exception {
    run(3, List.of("A"), 0, host -> keys(host).forEach(key -> host.holds("A").add(key, 5)));
    run(2, List.of("A"), 0, host -> assertEquals(5, host.holds("A").minimum()));
    run(
        7,
        List.of("A"),
        0,
        host -> {
          keys(host).forEach(key -> host.holds("A").remove(key, 5));
          assertEquals(Holds.NONE, host.minimumHold());
        });
  }
}
