/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.RenamingSource;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of one job in a directory, each a delta on the one before. */
class CheckpointStoreTest {
  private static final List<StateId> STATES =
      List.of(new StateId("a", "1"), new StateId("a", "2"), new StateId("b", "1"));
  private static final StateId LIST = new StateId("a", "list");
  private static final int GROUPS = 4;

  @TempDir Path temp;
  private CheckpointStore store;
  private long number;

  // Keyed state as it should be, by state, group and key.
  private TreeMap<String, String> model = new TreeMap<>();
  private StateImage delta = new StateImage();
  private final List<StateImage> carried = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    store = CheckpointStore.open(temp.resolve("checkpoints"), 2, "job");
    store.find(RestoreMode.AUTO, null);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void reopen() throws IOException {
    store.close();
    open();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private void put(StateId id, int group, String key, String value) {
    delta.put(id, group, bytes(key), bytes(value));
    model.put(id + "/" + group + "/" + key, value);
  }

  private void operate(Random random) {
    StateId id = STATES.get(random.nextInt(STATES.size()));
    int group = random.nextInt(GROUPS);
    String key = String.valueOf(random.nextInt(40));
    String full = id + "/" + group + "/" + key;
    String value = random.nextInt(1000) + ";";
    int kind = random.nextInt(20);
    if (kind < 10) {
      put(id, group, key, value);
    } else if (kind < 15) {
      delta.append(id, group, bytes(key), bytes(value));
      model.merge(full, value, String::concat);
    } else if (kind < 19) {
      delta.delete(id, group, bytes(key));
      model.remove(full);
    } else {
      delta.deletePrefix(id, group, bytes(key));
      model.keySet().removeIf(each -> each.startsWith(full));
    }
  }

  private JobDelta next() {
    carried.add(delta);
    delta = new StateImage();
    StateImage ungrouped = new StateImage();
    number++;
    ungrouped.put(LIST, StateId.UNGROUPED, bytes("n"), bytes("" + number));
    return new JobDelta(number, carried, List.of(ungrouped), new byte[0], 0, false, false);
  }

  private CheckpointSize publish() throws IOException {
    CheckpointSize size = store.publish(next());
    carried.clear();
    return size;
  }

  // The checkpoint is written, and then has not been: the directory of the savepoint is not empty.
  private void publishInVain() {
    assertThrows(IOException.class, () -> store.savepoint(temp).publish(next()));
    StateImage folded = UnpublishedDeltas.folded(carried);
    carried.clear();
    carried.add(folded);
  }

  private static Map<String, String> keyed(@Nullable JobImage image) {
    Map<String, String> entries = new TreeMap<>();
    StateSource state = requireNonNull(image).state();
    for (StateId id : state.states()) {
      state.forEach(
          id,
          0,
          128,
          (group, key, value) ->
              entries.put(
                  id + "/" + group + "/" + new String(key, ISO_8859_1),
                  new String(value, ISO_8859_1)));
    }
    return entries;
  }

  private static String list(@Nullable JobImage image) {
    StringBuilder list = new StringBuilder();
    requireNonNull(image)
        .state()
        .forEachUngrouped(LIST, (g, key, value) -> list.append(new String(value, ISO_8859_1)));
    return list.toString();
  }

  private void tidy() {
    while (store.tidy()) {
      // Until nothing is left to do.
    }
  }

  private int files() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("checkpoints"))) {
      return (int) files.filter(file -> file.toString().endsWith(".log")).count();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsRestoredIsWhatWasThereWhateverComesToNothing(long seed) throws IOException {
    Random random = new Random(seed);
    TreeMap<String, String> published = new TreeMap<>();
    publish();
    for (int i = 0; i < 200; i++) {
      for (int left = random.nextInt(30); left > 0; left--) {
        operate(random);
      }
      int what = random.nextInt(12);
      if (what < 7) {
        publish();
        published = new TreeMap<>(model);
      } else if (what < 9) {
        publishInVain();
      } else if (what < 11) {
        store.tidy();
      } else {
        // The job fails, and begins again in this process, or in another one. What has come to
        // nothing but was written counts where it is the newest.
        if (random.nextBoolean()) {
          reopen();
        }
        begin(published);
      }
      if (random.nextInt(10) == 0) {
        tidy();
      }
    }
    publish();
    assertEquals(model, keyed(store.image()));
    reopen();
    assertEquals(model, keyed(store.image()));
    assertEquals("" + number, list(store.image()));
  }

  private void begin(TreeMap<String, String> published) throws IOException {
    JobImage image = requireNonNull(store.image());
    model = new TreeMap<>(keyed(image));
    if (image.checkpoint() == number || published.equals(model)) {
      assertEquals("" + image.checkpoint(), list(image));
    }
    number = Math.max(number, store.last());
    delta = new StateImage();
    carried.clear();
  }

  @Test
  void theChainStaysShortHoweverManyCheckpointsThereAre() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      put(STATES.get(i % 3), i % GROUPS, "k" + i, "x".repeat(100));
    }
    long base = publish().bytesWritten();
    long written = 0;
    int longest = 0;
    for (int i = 0; i < 1_000; i++) {
      for (int left = 5; left > 0; left--) {
        operate(random);
      }
      CheckpointSize size = publish();
      written += size.bytesWritten();
      longest = Math.max(longest, size.segments());
      tidy();
    }
    assertTrue(longest <= 24, "up to " + longest + " segments");
    assertTrue(files() <= longest + 9, files() + " files");
    assertTrue(written / 1_000 < base / 4, written / 1_000 + " bytes of " + base);
    assertEquals(model, keyed(store.image()));
  }

  @Test
  void whereDeltasAreMuchTheBaseIsWrittenAnew() throws IOException {
    Random random = new Random(1);
    byte[] noise = new byte[100_000];
    int longest = 0;
    for (int i = 0; i < 150; i++) {
      random.nextBytes(noise);
      put(STATES.get(0), i % GROUPS, "k" + i % 50, new String(noise, ISO_8859_1));
      longest = Math.max(longest, publish().segments());
      tidy();
    }
    long bytes = 0;
    try (Stream<Path> files = Files.list(temp.resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    // What was overwritten is gone, but for what two checkpoints and the chain have of it.
    assertTrue(bytes < 30_000_000, bytes + " bytes on the disk");
    assertTrue(longest <= 24, "up to " + longest + " segments");
    assertEquals(model, keyed(store.image()));
  }

  @Test
  void aSavepointIsWholeAndAJobGoesOnFromItUnderOtherNames() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      operate(random);
      publish();
    }
    Path path = temp.resolve("savepoint");
    store.savepoint(path).publish(next());
    carried.clear();
    close();
    Beginning saved = Beginning.savepoint(path);
    assertEquals(model, keyed(saved.image()));

    store = CheckpointStore.open(temp.resolve("others"), 1, "job");
    assertEquals(saved.number(), store.find(RestoreMode.AUTO, path).orElseThrow().number());
    store.describe(
        Map.of(),
        state ->
            new RenamingSource(
                state, name -> name.equals("b") ? Optional.empty() : Optional.of("new" + name)));
    model.keySet().removeIf(each -> each.startsWith("b"));
    Map<String, String> renamed = new TreeMap<>();
    model.forEach((key, value) -> renamed.put("new" + key, value));
    assertEquals(renamed, keyed(store.image()));
    publish();
    delta.delete(new StateId("newa", "1"), 0, bytes("none"));
    publish();
    assertEquals(renamed, keyed(store.image()));
    assertEquals(3, files("others"));
  }

  private long files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve(directory))) {
      return files.filter(file -> file.toString().endsWith(".log")).count();
    }
  }

  @Test
  void stateIsReadFromWhatTheJobBeganWithAlsoAfterOtherCheckpoints() throws IOException {
    put(STATES.get(0), 0, "k", "1");
    publish();
    reopen();
    JobImage begun = store.image();
    for (int i = 0; i < 30; i++) {
      put(STATES.get(1), i % GROUPS, "k", "" + i);
      publish();
      tidy();
    }
    assertEquals(Map.of("a: 1/0/k", "1"), keyed(begun));
  }

  @Test
  void stateThatIsNotIntactWhenItIsReadSaysWhichFileItIs() throws IOException {
    put(STATES.get(0), 0, "k", "1");
    publish();
    JobImage image = store.image();
    try (Stream<Path> files = Files.list(temp.resolve("checkpoints"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[22] ^= 1;
        Files.write(file, bytes);
      }
    }
    RuntimeException e = assertThrows(RuntimeException.class, () -> keyed(image));
    assertTrue(e.getMessage().contains("a: 1 cannot be read"), e.getMessage());
    assertTrue(e.getMessage().contains("segment-1-1.log is corrupt"), e.getMessage());
  }
}
