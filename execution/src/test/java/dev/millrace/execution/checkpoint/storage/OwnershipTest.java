/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One owner at a time, within a process and between processes. */
class OwnershipTest {
  @TempDir Path temp;

  /** Takes a directory, says so, and keeps it until its input ends. */
  static final class Child {
    private Child() {}

    /** Takes {@code arguments[0]}. */
    public static void main(String[] arguments) throws IOException {
      try (CheckpointDirectory taken = CheckpointDirectory.open(Path.of(arguments[0]), 1)) {
        System.out.println("taken, incarnation " + taken.incarnation());
        while (System.in.read() >= 0) {
          // Until the end of input.
        }
      } catch (DirectoryInUseException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aSecondOwnerInTheSameProcessIsRefusedUntilTheFirstIsDone() throws IOException {
    try (CheckpointDirectory first = CheckpointDirectory.open(temp, 1)) {
      for (int i = 0; i < 3; i++) {
        IOException e = assertThrows(DirectoryInUseException.class, () -> take(temp));
        assertTrue(e.getMessage().contains("in use by this very process"), e.getMessage());
        assertTrue(e.getMessage().contains("process " + ProcessHandle.current().pid() + " on "));
      }
      Contents.publish(first, 1);
    }
    take(temp);
  }

  @Test
  void anotherNameOfTheSameDirectoryIsNoWayAround() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(dir("real")));
    try (CheckpointDirectory first = CheckpointDirectory.open(dir("real"), 1)) {
      assertThrows(DirectoryInUseException.class, () -> take(link));
      assertEquals(dir("real").toRealPath(), first.path());
    }
  }

  @Test
  void anotherProcessIsRefusedAndToldWhoseItIs() throws Exception {
    try (CheckpointDirectory first = CheckpointDirectory.open(temp, 1)) {
      assertThrows(DirectoryInUseException.class, () -> take(temp));
      String said = child().start(temp);
      assertTrue(
          said.contains("in use by process " + ProcessHandle.current().pid() + " on "), said);
      Contents.publish(first, 1);
    }
  }

  @Test
  void aProcessThatWasKilledIsNoObstacle() throws Exception {
    Started child = child();
    assertEquals("taken, incarnation 1", child.start(temp));
    IOException e = assertThrows(DirectoryInUseException.class, () -> take(temp));
    assertTrue(e.getMessage().contains("process " + child.process.pid() + " on "), e.getMessage());
    child.process.destroyForcibly().waitFor();
    try (CheckpointDirectory next = CheckpointDirectory.open(temp, 1)) {
      assertEquals(2, next.incarnation());
    }
  }

  // Such a copy knows nothing of what this one has, and must not cost it its lock.
  @Test
  void aCopyOfTheClassesInTheSameProcessIsRefusedAndTheLockIsKept() throws Exception {
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(new File(entry).toURI().toURL());
    }
    try (CheckpointDirectory first = CheckpointDirectory.open(temp, 1);
        URLClassLoader copies =
            new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Class<?> copy = copies.loadClass(CheckpointDirectory.class.getName());
      InvocationTargetException e =
          assertThrows(
              InvocationTargetException.class,
              () -> copy.getMethod("open", Path.class, int.class).invoke(null, temp, 1));
      IOException refusal = assertInstanceOf(IOException.class, e.getCause());
      assertTrue(refusal.getMessage().contains("process " + ProcessHandle.current().pid()));
      String said = child().start(temp);
      assertTrue(said.contains("in use by process"), said);
      Contents.publish(first, 1);
    }
  }

  @Test
  void whatIsWrittenInTheOwnerFileIsNoObstacle() throws IOException {
    for (String contents : List.of("", "garbage", "incarnation: 99999999999999999999999\n")) {
      Files.writeString(dir("OWNER"), contents);
      take(temp);
    }
    Files.writeString(dir("OWNER"), "owner: x\nincarnation: 41\n");
    try (CheckpointDirectory next = CheckpointDirectory.open(temp, 1)) {
      assertEquals(42, next.incarnation());
    }
  }

  private Path dir(String name) {
    return temp.resolve(name);
  }

  private static void take(Path directory) throws IOException {
    CheckpointDirectory.open(directory, 1).close();
  }

  private static Started child() {
    return new Started();
  }

  private static final class Started {
    private Process process;

    /** The first line that the child prints. */
    String start(Path directory) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-Xmx64m",
                  Child.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      BufferedReader output = process.inputReader();
      return output.readLine();
    }
  }
}
