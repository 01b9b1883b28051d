package dev.millrace.execution.embedded.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageQueuesTest {
  private final StageQueues work = new StageQueues();
  private final List<String> woken = new ArrayList<>();
  private final WorkQueue<String> first = share("first", "a", "b");
  private final WorkQueue<String> second = share("second", "never made");

  private WorkQueue<String> share(String instance, String... items) {
    return work.share("read", () -> woken.add(instance), () -> List.of(items));
  }

  @Test
  void firstItemsAreMadeOnce() {
    assertEquals("a", first.poll());
    assertEquals("b", second.poll());
    assertNull(second.poll());
  }

  @Test
  void transformsDoNotShare() {
    WorkQueue<String> other = work.share("other", () -> {}, () -> List.of("c"));

    assertEquals("c", other.poll());
    assertEquals("a", first.poll());
  }

  @Test
  void isExhaustedOnlyAfterTheLastItemIsDone() {
    first.poll();
    second.poll();
    first.done();
    assertFalse(first.exhausted());
    second.done();
    assertTrue(first.exhausted());
  }

  @Test
  void itemsMayComeFromItemsInWork() {
    first.poll();
    first.poll();
    first.add("c");
    first.done();
    first.done();

    assertFalse(first.exhausted());
    assertEquals("c", second.poll());
    second.done();
    assertTrue(second.exhausted());
  }

  @Test
  void isWantedAsLongAsMoreWaitThanThereAreItems() {
    first.poll();
    first.poll();
    assertFalse(first.wanted());

    second.poll();
    assertTrue(first.wanted());
    first.add("c");
    assertFalse(first.wanted());
  }

  @Test
  void anItemWakesOneThatWaits() {
    WorkQueue<String> third = share("third");
    first.poll();
    first.poll();
    second.poll();
    third.poll();

    first.add("c");
    assertEquals(List.of("second"), woken);
    first.add("d");
    assertEquals(List.of("second", "third"), woken);
    first.add("e");
    assertEquals(List.of("second", "third"), woken);
  }

  @Test
  void exhaustionWakesAllThatAskedForIt() {
    WorkQueue<String> third = share("third");
    first.poll();
    first.poll();
    assertFalse(second.exhausted());
    assertFalse(third.exhausted());

    first.done();
    assertEquals(List.of(), woken);
    first.done();
    assertEquals(List.of("second", "third"), woken);
  }

  @Test
  void workFromElsewhereHoldsTheOthersBackUntilItIsDone() {
    WorkQueue<String> left = work.share("process", () -> woken.add("left"), List::of);
    WorkQueue<String> right = work.share("process", () -> woken.add("right"), List::of);
    assertTrue(right.exhausted());

    left.begin(10);
    assertEquals(10, right.earliest());
    assertFalse(right.exhausted());
    left.done();

    assertEquals(List.of("right"), woken);
    assertTrue(right.exhausted());
  }

  @Test
  void anItemIsTakenOnlyByAnInstanceThatIsNotAheadOfIt() {
    WorkQueue<String> left = work.share("process", () -> {}, List::of);
    WorkQueue<String> right = work.share("process", () -> {}, List::of);
    assertNull(right.poll());
    left.begin(10);
    assertTrue(left.wanted());
    left.add("rest", 20);

    assertNull(right.poll(21));
    assertEquals("rest", right.poll(20));
    left.done();
    assertEquals(20, left.earliest());
  }

  @Test
  void anInstanceThatLeavesWantsNothingAnyMore() {
    first.poll();
    first.poll();
    second.poll();
    second.leave();

    assertFalse(first.wanted());
  }
}
