package dev.millrace.execution.stage.group;

import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.execution.harness.Conditions;
import dev.millrace.translation.graph.GroupingPath;
import java.util.List;
import java.util.Random;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every special way of grouping must do as the general one does on whatever comes: the same panes
 * and the same watermark after every step, as many dropped, in long and in short bundles.
 *
 * <p>{@code -Dgrouping.seeds} says how many schedules each way is compared on, {@code
 * -Dgrouping.from} from which one on.
 */
class GroupingPathsTest {
  private static final int SEEDS = Integer.getInteger("grouping.seeds", 400);
  private static final int FROM = Integer.getInteger("grouping.from", 0);

  // Threads cost more than all else.
  private static final int THREADED_SHARE = Integer.getInteger("grouping.threaded", 8);

  @Test
  void windowTablesDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.WINDOW_TABLE);
  }

  @Test
  void sessionListsDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.SESSION_LISTS);
  }

  @Test
  void triggeredTablesDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.TRIGGERED_TABLE);
  }

  private static void compare(GroupingPath path) throws Exception {
    for (int seed = FROM; seed < FROM + SEEDS; seed++) {
      boolean threaded = seed % THREADED_SHARE == 0;
      RandomSchedule schedule = RandomSchedule.of(path, new Random(seed));
      if (difference(path, schedule, threaded) != null) {
        RandomSchedule smallest = shrunk(path, schedule, threaded);
        fail(
            "Schedule %d on %s: %s%nOf %s"
                .formatted(seed, path, difference(path, smallest, threaded), smallest));
      }
    }
  }

  private static RandomSchedule shrunk(GroupingPath path, RandomSchedule schedule, boolean threaded)
      throws Exception {
    RandomSchedule smallest = schedule;
    for (int event = 0; event < smallest.events().size(); event++) {
      RandomSchedule smaller = smallest.without(event);
      if (difference(path, smaller, threaded) != null) {
        smallest = smaller;
        event = -1;
      }
    }
    return smallest;
  }

  private static @Nullable String difference(
      GroupingPath path, RandomSchedule schedule, boolean threaded) throws Exception {
    List<Object> expected = schedule.script(GroupingPath.GENERAL).marks(Conditions.ONE_BY_ONE);
    for (Conditions conditions : Conditions.values()) {
      if (!applies(conditions, schedule, threaded)) {
        continue;
      }
      for (GroupingPath either : List.of(GroupingPath.GENERAL, path)) {
        if (conditions == Conditions.ONE_BY_ONE && either == GroupingPath.GENERAL) {
          continue;
        }
        List<Object> actual = schedule.script(either).marks(conditions);
        if (!actual.equals(expected)) {
          return "%s, %s: expected%n%s but was%n%s".formatted(conditions, either, expected, actual);
        }
      }
    }
    return null;
  }

  private static boolean applies(Conditions conditions, RandomSchedule schedule, boolean threaded) {
    return switch (conditions) {
      case ONE_BY_ONE -> true;
      case IN_BULK -> schedule.isBlindToBundles();
      case WITH_FULL_OUTPUT -> threaded && schedule.isBlindToBundles();
    };
  }
}
