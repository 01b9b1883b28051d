/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes that are compiled while a test runs, so that only a loader of their own knows them. */
final class CompiledClasses {
  private CompiledClasses() {}

  /**
   * A child of the tests' loader that alone has the classes of {@code source}.
   *
   * @param directory an empty directory for the source and the classes
   * @param name the full name of the source's top-level class
   */
  static URLClassLoader load(Path directory, String name, String source) {
    compile(directory, name, source);
    try {
      return new URLClassLoader(
          new URL[] {directory.toUri().toURL()}, CompiledClasses.class.getClassLoader());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void compile(Path directory, String name, String source) {
    Path file = directory.resolve(name.substring(name.lastIndexOf('.') + 1) + ".java");
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Files.writeString(file, source);
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-d",
                      directory.toString()),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertTrue(compiled, messages::toString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
