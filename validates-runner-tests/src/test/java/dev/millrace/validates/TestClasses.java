/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.experimental.categories.Category;
import org.junit.experimental.runners.Enclosed;
import org.junit.runner.RunWith;

/**
 * The JUnit 4 classes of a jar that hold tests of a category.
 *
 * @param loaded the classes, none initialised
 * @param unloadable one line per class that could not be linked: a test there would go unseen
 */
record TestClasses(List<Class<?>> loaded, List<String> unloadable) {
  private static final String REPACKAGED = "org/apache/beam/repackaged/";

  /** Scans the jar that {@code anchor} came from. */
  static TestClasses besides(Class<?> anchor, Class<?> category) {
    List<Class<?>> loaded = new ArrayList<>();
    List<String> unloadable = new ArrayList<>();
    for (String name : classNames(jarOf(anchor))) {
      try {
        Class<?> type = Class.forName(name, false, anchor.getClassLoader());
        if (isRunnable(type) && mentions(type, category)) {
          loaded.add(type);
        }
      } catch (LinkageError | ClassNotFoundException | TypeNotPresentException e) {
        unloadable.add(name + ": " + e);
      }
    }
    return new TestClasses(List.copyOf(loaded), List.copyOf(unloadable));
  }

  /** Shells of {@link Enclosed} are left out: their nested classes stand for themselves. */
  private static boolean isRunnable(Class<?> type) {
    RunWith runWith = type.getAnnotation(RunWith.class);
    return Modifier.isPublic(type.getModifiers())
        && !Modifier.isAbstract(type.getModifiers())
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && (runWith == null || !Enclosed.class.isAssignableFrom(runWith.value()));
  }

  private static boolean mentions(Class<?> type, Class<?> category) {
    return hasCategory(type, category)
        || Arrays.stream(type.getMethods()).anyMatch(method -> hasCategory(method, category));
  }

  private static boolean hasCategory(AnnotatedElement element, Class<?> category) {
    Category categories = element.getAnnotation(Category.class);
    return categories != null
        && Arrays.stream(categories.value()).anyMatch(category::isAssignableFrom);
  }

  private static List<String> classNames(File jar) {
    try (JarFile file = new JarFile(jar)) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .filter(name -> !name.startsWith(REPACKAGED))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the tests jar " + jar, e);
    }
  }

  private static File jarOf(Class<?> anchor) {
    try {
      return new File(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("locating the jar of " + anchor, e);
    }
  }
}
