/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.MIN;
import static dev.millrace.execution.watermark.Holds.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The contract of {@link WorkQueue}. */
public abstract class WorkQueueContract {
  private final List<String> called = new ArrayList<>();

  /**
   * The shared work of {@code transform} for one more instance of the stage.
   *
   * @param call what the host does when it is to call the instance again
   * @param initial makes the first items, for the first instance
   */
  protected abstract WorkQueue<String> join(
      String transform, Runnable call, Supplier<Iterable<String>> initial);

  private WorkQueue<String> join(String instance, String... items) {
    return join("read", () -> called.add(instance), () -> List.of(items));
  }

  @Test
  void firstItemsAreMadeOnce() {
    WorkQueue<String> first = join("first", "a", "b");
    WorkQueue<String> second =
        join(
            "read",
            () -> {},
            () -> {
              throw new AssertionError("made again");
            });
    assertEquals("a", first.poll());
    assertEquals("b", second.poll());
    assertNull(second.poll());
    assertNull(first.poll());
  }

  @Test
  void transformsDoNotShare() {
    WorkQueue<String> one = join("one", "a");
    WorkQueue<String> other = join("other", () -> {}, () -> List.of("b"));
    assertEquals("b", other.poll());
    assertNull(other.poll());
    assertEquals("a", one.poll());
  }

  @Test
  void isExhaustedWhenNoItemIsLeftNorInWork() {
    WorkQueue<String> first = join("first", "a", "b");
    WorkQueue<String> second = join("second");
    assertFalse(first.exhausted());
    first.poll();
    second.poll();
    first.done();
    assertFalse(first.exhausted());
    second.done();
    assertTrue(first.exhausted());
    assertTrue(second.exhausted());
  }

  @Test
  void workThatIsBegunIsWorkAgain() {
    WorkQueue<String> first = join("first");
    WorkQueue<String> second = join("second");
    assertTrue(first.exhausted());
    second.begin(10);
    assertFalse(first.exhausted());
    second.add("part", 20);
    second.done();
    assertFalse(first.exhausted());
    assertEquals("part", first.poll());
    first.done();
    assertTrue(second.exhausted());
  }

  @Test
  void itemsMayComeFromItemsInWork() {
    WorkQueue<String> first = join("first", "a");
    WorkQueue<String> second = join("second");
    first.poll();
    first.add("b");
    first.done();
    assertFalse(first.exhausted());
    assertEquals("b", second.poll());
    second.done();
    assertTrue(second.exhausted());
  }

  @Test
  void theEarliestWatermarkIsThatOfAllItemsInTheQueueAndAtWork() {
    WorkQueue<String> first = join("first");
    WorkQueue<String> second = join("second");
    assertEquals(NONE, first.earliest());
    first.begin(10);
    first.add("late", 30);
    first.add("early", 20);
    assertEquals(10, second.earliest());
    first.done();
    assertEquals(20, second.earliest());
    assertEquals("late", second.poll(21));
    assertEquals("early", first.poll(20));
    assertEquals(20, second.earliest());
    first.done();
    assertEquals(30, first.earliest());
  }

  @Test
  void anItemWithoutAWatermarkMayLeadToAnyTimestamp() {
    WorkQueue<String> first = join("first");
    first.add("any");
    assertEquals(MIN, first.earliest());
    assertNull(first.poll(MIN + 1));
    assertEquals("any", first.poll());
    assertEquals(MIN, first.earliest());
    first.done();
    assertEquals(NONE, first.earliest());
  }

  @Test
  void anItemIsTakenOnlyByAnInstanceThatIsNotAheadOfIt() {
    WorkQueue<String> first = join("first");
    WorkQueue<String> second = join("second");
    first.begin(10);
    first.add("rest", 20);
    assertNull(second.poll(21));
    assertEquals("rest", second.poll(20));
    first.done();
    assertEquals(20, first.earliest());
  }

  @Test
  void isWantedAsLongAsMoreInstancesWaitThanThereAreItems() {
    WorkQueue<String> first = join("first", "a");
    WorkQueue<String> second = join("second");
    first.poll();
    assertFalse(first.wanted());
    assertNull(second.poll());
    assertTrue(first.wanted());
    first.add("b");
    assertFalse(first.wanted());
    assertEquals("b", second.poll());
    assertFalse(first.wanted());
  }

  @Test
  void anInstanceThatLeavesWantsNothingAnyMore() {
    WorkQueue<String> first = join("first", "a");
    WorkQueue<String> second = join("second");
    first.poll();
    assertNull(second.poll());
    second.leave();
    assertFalse(first.wanted());
    first.add("b");
    first.done();
    assertEquals(List.of(), called);
  }

  @Test
  void anInstanceThatGotNothingIsCalledWhenThereIsSomething() {
    WorkQueue<String> first = join("first", "a");
    WorkQueue<String> second = join("second");
    first.poll();
    assertNull(second.poll());
    first.add("b");
    assertEquals(List.of("second"), called);
    assertEquals("b", second.poll());
    first.add("c");
    assertEquals(List.of("second"), called);
  }

  @Test
  void instancesThatWereToldThatWorkIsNotFinishedAreCalledWhenItIs() {
    WorkQueue<String> first = join("first", "a", "b");
    WorkQueue<String> second = join("second");
    WorkQueue<String> third = join("third");
    first.poll();
    third.poll();
    assertFalse(second.exhausted());
    first.done();
    assertFalse(second.exhausted());
    called.clear();
    third.done();
    assertEquals(List.of("second"), called);
  }

  @Test
  void instancesThatWaitForEarlierWorkAreCalledWhenItIsDone() {
    WorkQueue<String> first = join("first");
    WorkQueue<String> second = join("second");
    first.begin(10);
    assertEquals(10, second.earliest());
    first.done();
    assertEquals(List.of("second"), called);
    assertEquals(NONE, second.earliest());
  }

  @Test
  void theFractionDoneCountsWhatIsInWorkInPart() {
    WorkQueue<String> first = join("first", "a", "b", "c", "d");
    assertEquals(0, first.fractionDone(0.5));
    first.poll();
    first.done();
    first.poll();
    assertEquals(0.375, first.fractionDone(0.5));
    first.done();
    first.poll();
    first.done();
    first.poll();
    first.done();
    assertEquals(1, first.fractionDone(0.5));
  }
}
