/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.translation.graph.StageGraph;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The context class loader of a job: that of the thread which starts it if it finds the classes of
 * the pipeline, or else one that does. In a plugin host, a container or a shell the threads often
 * know nothing of the classes that they have been handed.
 */
final class JobClassLoader {
  private JobClassLoader() {}

  /**
   * The loader for a job that runs {@code graph}.
   *
   * @param context that of the thread which starts the job
   */
  static @Nullable ClassLoader of(StageGraph graph, @Nullable ClassLoader context) {
    Set<Class<?>> classes = graph.userClasses();
    classes.removeIf(type -> type.isHidden() || type.getClassLoader() == null);
    if (classes.isEmpty() || finds(context, classes)) {
      return context;
    }
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    classes.forEach(type -> loaders.add(type.getClassLoader()));
    for (ClassLoader loader : loaders) {
      if (finds(loader, classes)) {
        return loader;
      }
    }
    return new Joined(context, new ArrayList<>(loaders));
  }

  private static boolean finds(@Nullable ClassLoader loader, Set<Class<?>> classes) {
    return loader != null && classes.stream().allMatch(type -> finds(loader, type));
  }

  // Another class of the same name is not it.
  private static boolean finds(ClassLoader loader, Class<?> type) {
    try {
      return Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Asks one loader after the other: for pipelines made of parts that do not know one another. */
  private static final class Joined extends ClassLoader {
    private final List<ClassLoader> loaders;

    Joined(@Nullable ClassLoader parent, List<ClassLoader> loaders) {
      super(parent);
      this.loaders = loaders;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      for (ClassLoader loader : loaders) {
        try {
          return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
          // The next one may find it.
        }
      }
      throw new ClassNotFoundException(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
      for (ClassLoader loader : loaders) {
        URL found = loader.getResource(name);
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }
}
