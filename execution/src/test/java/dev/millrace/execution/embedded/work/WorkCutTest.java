/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** What checkpoints have of shared work whose instances pass the barrier one after another. */
class WorkCutTest {
  private final StageQueues queues = new StageQueues(RestoredState.nothing());
  private int woken;

  /** An instance that passes barriers when the test says so. */
  private final class Instance implements Participant {
    private final StageQueues of;
    final WorkQueue<String> work;
    long epoch;
    private long checkpoint;

    Instance(StageQueues of, String... items) {
      this.of = of;
      this.work = of.share("read", StringUtf8Coder.of(), this, () -> List.of(items));
    }

    void pass(long barrier, String... positions) {
      checkpoint = barrier;
      for (String position : positions) {
        work.position(position, Long.parseLong(position.split(" ", -1)[0]));
      }
      of.pass(barrier);
      epoch = barrier;
    }

    @Override
    public void wake() {
      woken++;
    }

    @Override
    public long epoch() {
      return epoch;
    }

    @Override
    public long checkpoint() {
      return checkpoint;
    }
  }

  private List<String> captured(long checkpoint) {
    return captured(queues, checkpoint);
  }

  private List<String> captured(StageQueues of, long checkpoint) {
    StateImage image = new StateImage();
    of.capture(checkpoint, image);
    image.settle();
    StageQueues restored = new StageQueues(RestoredState.of(image, 0, 1, 128));
    Instance instance = new Instance(restored, "made anew");
    List<String> all = new ArrayList<>();
    for (String item = instance.work.poll(); item != null; item = instance.work.poll()) {
      all.add(item);
    }
    return all;
  }

  @Test
  void whatWaitsAndWhatIsBeingDoneIsWorkToBeDone() {
    Instance first = new Instance(queues, "1", "2", "3");
    Instance second = new Instance(queues);
    assertEquals("1", first.work.poll());
    assertEquals("2", second.work.poll());

    first.pass(1, "1 from here");
    second.pass(1);
    assertEquals(List.of("1 from here", "3"), captured(1));
  }

  @Test
  void whatIsTakenBehindTheBarrierIsStillToBeDoneAndWhatIsTakenBeforeItIsNot() {
    Instance first = new Instance(queues, "1", "2");
    Instance second = new Instance(queues);
    first.pass(1);
    assertEquals("1", first.work.poll());
    assertEquals("2", second.work.poll());
    second.work.done();
    second.pass(1);

    assertEquals(List.of("1"), captured(1));
  }

  @Test
  void whatIsAddedBehindTheBarrierIsNeitherInTheCheckpointNorForThoseBeforeIt() {
    Instance first = new Instance(queues);
    Instance second = new Instance(queues);
    first.pass(1);
    first.work.add("9");
    assertNull(second.work.poll());
    assertFalse(second.work.exhausted());

    int before = woken;
    second.pass(1);
    assertTrue(woken > before, "who waits may take it now");
    assertEquals("9", second.work.poll());
    assertEquals(List.of(), captured(1));
  }

  @Test
  void whatIsAddedBeforeTheBarrierIsInTheCheckpointAndForAll() {
    Instance first = new Instance(queues);
    Instance second = new Instance(queues);
    first.pass(1);
    second.work.add("8");
    second.work.add("9");
    assertEquals("8", first.work.poll());
    second.pass(1);

    assertEquals(List.of("8", "9"), captured(1).stream().sorted().toList());
  }

  @Test
  void equalItemsAreDifferentWork() {
    Instance first = new Instance(queues, "1", "1", "1");
    first.pass(1, "1", "1");
    assertEquals(List.of("1", "1", "1", "1", "1"), captured(1));
  }

  @Test
  void thatThereWasWorkIsKnownWhenNoneIsLeft() {
    Instance first = new Instance(queues, "1");
    first.work.poll();
    first.work.done();
    first.pass(1);
    assertEquals(List.of(), captured(1));
  }

  @Test
  void aCheckpointThatIsForgottenDoesNotChangeTheNext() {
    Instance first = new Instance(queues, "1", "2", "3");
    Instance second = new Instance(queues);
    first.work.poll();
    first.pass(1, "1");
    queues.forget(1);
    second.epoch = 1;
    first.work.done();
    second.work.poll();
    first.pass(2);
    second.pass(2, "2");
    assertEquals(List.of("2", "3"), captured(2));
  }

  @Test
  void fromAnyCutTheRemainingWorkIsWhatIsNotYetDone() {
    for (int seed = 0; seed < 300; seed++) {
      try {
        new Trial(new Random(seed)).run();
      } catch (Throwable t) {
        throw new AssertionError("With seed " + seed, t);
      }
    }
  }

  /** Random steps of some instances that work through ranges of numbers one by one. */
  private final class Trial {
    private static final int NUMBERS = 400;
    private static final int CHECKPOINTS = 12;

    private final Random random;
    private final StageQueues of = new StageQueues(RestoredState.nothing());
    private final List<Worker> workers = new ArrayList<>();
    private final List<BitSet> doneBefore = new ArrayList<>();
    private long asked;
    private long dropped;
    private int over;

    Trial(Random random) {
      this.random = random;
      int count = 1 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        workers.add(new Worker());
      }
      for (int i = 0; i <= CHECKPOINTS + 2; i++) {
        doneBefore.add(new BitSet());
      }
    }

    void run() {
      while (workers.stream().anyMatch(worker -> !worker.left)) {
        Worker worker = workers.get(random.nextInt(workers.size()));
        if (!worker.left) {
          worker.step();
        }
        checkEarliest();
        coordinate();
      }
      assertEquals(NUMBERS, doneBefore.get(CHECKPOINTS + 2).cardinality());
      checkCut(asked + 1);
    }

    // As checkpoints do: one at a time, until all have passed or it is dropped.
    private void coordinate() {
      if (asked > over) {
        if (workers.stream().allMatch(worker -> worker.left || worker.instance.epoch >= asked)) {
          checkCut(asked);
          over = (int) asked;
        } else if (random.nextInt(40) == 0) {
          of.forget(asked);
          dropped = asked;
          over = (int) asked;
        }
      } else if (asked < CHECKPOINTS && random.nextInt(10) == 0) {
        asked++;
      }
    }

    private void checkCut(long checkpoint) {
      BitSet all = (BitSet) doneBefore.get((int) checkpoint).clone();
      int count = all.cardinality();
      for (String item : captured(of, checkpoint)) {
        int[] range = range(item);
        all.set(range[0], range[1]);
        count += range[1] - range[0];
      }
      assertEquals(NUMBERS, all.cardinality(), "lost from checkpoint " + checkpoint);
      assertEquals(NUMBERS, count, "doubled in checkpoint " + checkpoint);
    }

    private void checkEarliest() {
      long earliest = Holds.NONE;
      boolean any = false;
      for (Worker worker : workers) {
        any |= worker.item != null;
        earliest = worker.item == null ? earliest : Math.min(earliest, worker.taken);
      }
      Instance some = workers.get(0).instance;
      assertTrue(some.work.earliest() <= earliest);
      if (any) {
        assertFalse(some.work.exhausted());
      }
    }

    private static int[] range(String item) {
      String[] parts = item.split(" ", -1);
      return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }

    private final class Worker {
      final Instance instance = new Instance(of, "0 150", "150 151", "151 " + NUMBERS);
      private @Nullable String item;
      private long taken;
      private int next;
      private int end;
      private boolean left;

      void step() {
        if (instance.epoch < dropped) {
          instance.epoch = dropped;
        }
        switch (random.nextInt(6)) {
          case 0 -> passIfAsked();
          case 1 -> split();
          default -> work();
        }
      }

      private void passIfAsked() {
        if (instance.epoch < asked) {
          pass(asked);
        }
      }

      private void pass(long barrier) {
        instance.pass(barrier, item == null ? new String[0] : new String[] {next + " " + end});
      }

      private void split() {
        if (item != null && end - next > 2) {
          int middle = next + 1 + random.nextInt(end - next - 1);
          instance.work.add(middle + " " + end, middle);
          end = middle;
        }
      }

      private void work() {
        if (item == null) {
          take();
        } else if (next < end) {
          for (int later = (int) instance.epoch + 1; later < doneBefore.size(); later++) {
            assertFalse(doneBefore.get(later).get(next), "done twice");
            doneBefore.get(later).set(next);
          }
          next++;
        } else {
          item = null;
          instance.work.done();
        }
      }

      private void take() {
        item = instance.work.poll();
        if (item != null) {
          next = range(item)[0];
          end = range(item)[1];
          taken = item.equals("0 150") || end == NUMBERS ? Long.MAX_VALUE : next;
        } else if (instance.work.exhausted()) {
          left = true;
          instance.work.leave();
          pass(Math.max(instance.epoch, asked) + 1);
        }
      }
    }
  }
}
