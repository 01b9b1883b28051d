/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.FIRST;
import static dev.millrace.execution.host.contract.Samples.SECOND;
import static dev.millrace.execution.host.contract.Samples.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.keying.Keyer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

/** The contract of {@link Groups}. A host that moves values out of memory runs it both ways. */
public abstract class GroupsContract {
  private static final Coder<String> STRINGS = NullableCoder.of(StringUtf8Coder.of());
  private static final Keyer KEYER = new Keyer(STRINGS, "test");

  /** The state of a transform, the same for a whole test, and empty at its beginning. */
  protected abstract KeyedState state();

  private Groups<String, String> groups() {
    return state().groups("groups", STRINGS, STRINGS);
  }

  private void add(String key, Namespace namespace, String... values) {
    for (String value : values) {
      groups().add(KEYER.key(key), namespace, value);
    }
  }

  private Map<String, Iterable<String>> drain(Namespace namespace) {
    Map<String, Iterable<String>> drained = new HashMap<>();
    groups().drain(namespace, (key, values) -> assertNull(drained.put(key, values), "twice"));
    return drained;
  }

  private Map<String, Iterable<String>> gather(Namespace... namespaces) {
    Map<String, Iterable<String>> gathered = new HashMap<>();
    groups()
        .gather(
            List.of(namespaces), (key, values) -> assertNull(gathered.put(key, values), "twice"));
    return gathered;
  }

  private static Map<String, List<String>> lists(Map<String, Iterable<String>> groups) {
    Map<String, List<String>> lists = new HashMap<>();
    groups.forEach((key, values) -> lists.put(key, list(values)));
    return lists;
  }

  @Test
  void drainingShowsEveryKeyOnceWithItsValuesInTheirOrderAndDropsThem() {
    add("k", FIRST, "b", "a", "b");
    add("l", FIRST, "c");
    add("k", SECOND, "other");
    add("k", FIRST, "d");
    assertEquals(Map.of("k", List.of("b", "a", "b", "d"), "l", List.of("c")), lists(drain(FIRST)));
    assertEquals(Map.of(), drain(FIRST));
    assertEquals(Map.of("k", List.of("other")), lists(drain(SECOND)));
  }

  @Test
  void aNamespaceCanBeFilledAgain() {
    add("k", FIRST, "a");
    drain(FIRST);
    add("k", FIRST, "b");
    assertEquals(Map.of("k", List.of("b")), lists(drain(FIRST)));
  }

  @Test
  void keysAndValuesMayBeNull() {
    add(null, FIRST, "a", null);
    add("k", FIRST, (String) null);
    Map<String, List<String>> expected = new HashMap<>();
    expected.put(null, Arrays.asList("a", null));
    expected.put("k", Arrays.asList((String) null));
    assertEquals(expected, lists(drain(FIRST)));
  }

  @Test
  void clearingDropsTheValuesOfOneNamespace() {
    add("k", FIRST, "a");
    add("k", SECOND, "b");
    groups().clear(FIRST);
    groups().clear(Namespace.GLOBAL);
    assertEquals(Map.of(), drain(FIRST));
    assertEquals(Map.of("k", List.of("b")), lists(drain(SECOND)));
  }

  @Test
  void namespacesAreThoseThatHaveValues() {
    assertEquals(List.of(), groups().namespaces());
    add("k", FIRST, "a");
    add("l", FIRST, "b");
    add("k", SECOND, "c");
    List<Namespace> before = groups().namespaces();
    gather(FIRST);
    assertEquals(2, groups().namespaces().size());
    assertEquals(Set.of(FIRST, SECOND), Set.copyOf(groups().namespaces()));
    groups().clear(FIRST);
    assertEquals(List.of(SECOND), groups().namespaces());
    drain(SECOND);
    assertEquals(List.of(), groups().namespaces());
    assertEquals(Set.of(FIRST, SECOND), Set.copyOf(before), "is a copy");
  }

  @Test
  void gatheringShowsTheValuesOfAllNamespacesInTheirOrderAndDropsNothing() {
    add("k", FIRST, "a1");
    add("k", SECOND, "b1");
    add("k", FIRST, "a2");
    add("l", SECOND, "c");
    add("m", Namespace.GLOBAL, "not asked for");
    for (int time = 0; time < 2; time++) {
      assertEquals(
          Map.of("k", List.of("b1", "a1", "a2"), "l", List.of("c")), lists(gather(SECOND, FIRST)));
    }
    assertEquals(Map.of("k", List.of("a1", "a2")), lists(drain(FIRST)));
    assertEquals(
        Map.of("k", List.of("b1"), "l", List.of("c")),
        lists(gather(FIRST, SECOND, Namespace.of(Samples.window(7)))));
  }

  @Test
  void whatWasHandedOutCanBeReadLaterAndAgain() {
    add("k", FIRST, "a", "b");
    Map<String, Iterable<String>> gathered = gather(FIRST);
    add("k", FIRST, "c");
    Map<String, Iterable<String>> drained = drain(FIRST);
    add("k", FIRST, "d");
    groups().clear(FIRST);
    for (int time = 0; time < 3; time++) {
      assertEquals(List.of("a", "b"), list(gathered.get("k")));
      assertEquals(List.of("a", "b", "c"), list(drained.get("k")));
    }
  }

  @Test
  void iteratorsOfOneGroupAreIndependent() {
    add("k", FIRST, "a", "b");
    Iterable<String> values = drain(FIRST).get("k");
    Iterator<String> first = values.iterator();
    assertEquals("a", first.next());
    Iterator<String> second = values.iterator();
    assertEquals("a", second.next());
    assertEquals("b", first.next());
    assertEquals("b", second.next());
  }

  @Test
  void whatWasHandedOutCanBeReadByOtherThreads() {
    String[] many = new String[1_000];
    Arrays.setAll(many, i -> "value " + i);
    add("k", FIRST, many);
    Iterable<String> values = drain(FIRST).get("k");
    List<CompletableFuture<List<String>>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(CompletableFuture.supplyAsync(() -> list(values)));
    }
    readers.forEach(reader -> assertEquals(List.of(many), reader.join()));
  }

  @Test
  void whatWasHandedOutCanBeSerialised() {
    add("k", FIRST, "a", "b");
    Iterable<String> gathered = gather(FIRST).get("k");
    Iterable<String> drained = drain(FIRST).get("k");
    for (Iterable<String> values : List.of(gathered, drained)) {
      assertEquals(List.of("a", "b"), list(cloned(values)));
    }
  }

  @SuppressWarnings("unchecked") // a clone is of the type of the original
  private static Iterable<String> cloned(Iterable<String> values) {
    return (Iterable<String>) SerializableUtils.clone((Serializable) values);
  }

  @Test
  void whatWasHandedOutCannotBeModified() {
    add("k", FIRST, "a", "b");
    Iterable<String> gathered = gather(FIRST).get("k");
    Iterable<String> drained = drain(FIRST).get("k");
    for (Iterable<String> values : List.of(gathered, drained)) {
      Iterator<String> iterator = values.iterator();
      iterator.next();
      assertThrows(UnsupportedOperationException.class, iterator::remove);
      assertEquals(List.of("a", "b"), list(values));
    }
  }

  @Test
  void whateverIsDoneGroupsAreAsAMapHasThem() {
    Map<Namespace, Map<String, List<String>>> expected = new HashMap<>();
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      Namespace namespace = Namespace.of(Samples.window(random.nextInt(4)));
      Map<String, List<String>> inNamespace =
          expected.computeIfAbsent(namespace, absent -> new HashMap<>());
      switch (random.nextInt(100)) {
        case 0 -> {
          groups().clear(namespace);
          inNamespace.clear();
        }
        case 1 -> {
          assertEquals(inNamespace, lists(drain(namespace)));
          inNamespace.clear();
        }
        case 2 -> assertEquals(inNamespace, lists(gather(namespace)));
        default -> {
          String key = "key" + random.nextInt(30);
          add(key, namespace, "value " + i);
          inNamespace.computeIfAbsent(key, absent -> new ArrayList<>()).add("value " + i);
        }
      }
    }
  }
}
