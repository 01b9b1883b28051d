/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.keying.Keyer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RestoredStateTest {
  private static final StateId ID = new StateId("transform", "state");
  private static final StateId OTHER = new StateId("transform", "other");
  private static final byte[] KEY = {};
  private static final byte[] VALUE = {1};

  private final StateImage image = new StateImage();

  private RestoredState of(int instance, int parallelism) {
    return RestoredState.of(image, instance, parallelism, Keyer.KEY_GROUPS);
  }

  @Test
  void eachKeyGroupIsOwnedByTheInstanceThatItsElementsGoTo() {
    for (int group = 0; group < Keyer.KEY_GROUPS; group++) {
      image.put(ID, group, KEY, VALUE);
    }
    for (int parallelism = 1; parallelism <= Keyer.KEY_GROUPS; parallelism++) {
      List<Integer> all = new ArrayList<>();
      for (int instance = 0; instance < parallelism; instance++) {
        int expected = instance;
        int of = parallelism;
        of(instance, parallelism)
            .forEachKeyed(
                ID,
                (group, key, value) -> {
                  all.add(group);
                  assertEquals(expected, Keyer.owner(new Key("k", "k", group, group), of));
                });
      }
      assertEquals(Keyer.KEY_GROUPS, all.size(), "parallelism " + parallelism);
      assertEquals(Keyer.KEY_GROUPS, Set.copyOf(all).size(), "parallelism " + parallelism);
    }
  }

  @Test
  void whatBelongsToNoKeyGroupIsDealtOutSoThatEachHasAShare() {
    for (byte i = 0; i < 10; i++) {
      image.put(ID, StateId.UNGROUPED, new byte[] {i}, new byte[] {i});
    }
    for (int parallelism = 1; parallelism <= 12; parallelism++) {
      Set<Byte> all = new TreeSet<>();
      for (int instance = 0; instance < parallelism; instance++) {
        List<byte[]> share = of(instance, parallelism).share(ID);
        assertTrue(share.size() >= 10 / parallelism && share.size() <= 10 / parallelism + 1);
        share.forEach(item -> assertTrue(all.add(item[0])));
      }
      assertEquals(10, all.size());
    }
  }

  @Test
  void whatIsInNoKeyGroupAndNobodyAsksForIsPassedOnOnce() {
    image.put(ID, 5, KEY, VALUE);
    image.put(OTHER, 5, KEY, VALUE);
    image.put(OTHER, StateId.UNGROUPED, KEY, VALUE);
    image.put(new StateId("elsewhere", "state"), 5, KEY, VALUE);
    List<String> passedOn = new ArrayList<>();
    for (int instance = 0; instance < 3; instance++) {
      RestoredState restored = of(instance, 3);
      restored.forEachKeyed(ID, (group, key, value) -> {});
      StateImage next = new StateImage();
      restored.putUnclaimed(List.of("transform"), next);
      for (StateId id : next.states()) {
        next.forEach(
            id,
            StateId.UNGROUPED,
            Keyer.KEY_GROUPS,
            (group, k, v) -> passedOn.add(id + " " + group));
      }
    }
    assertEquals(List.of("transform: other -1"), passedOn);
  }

  @Test
  void aJobThatBeginsAnewHasNothing() {
    RestoredState nothing = RestoredState.nothing();
    assertFalse(nothing.isRestored());
    assertEquals(List.of(), nothing.share(ID));
    nothing.putUnclaimed(List.of("transform"), image);
    assertTrue(image.states().isEmpty());
  }
}
