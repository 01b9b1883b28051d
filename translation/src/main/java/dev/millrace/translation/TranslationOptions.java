/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Sets;
import dev.millrace.translation.fuse.Fuser;
import dev.millrace.translation.optimize.Rewrites;
import dev.millrace.translation.proto.CompositeShortcut;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a pipeline is to be translated.
 *
 * @param disabledRewrites the names of the rewrites to leave out; results do not depend on them
 * @param nonDeterministicSources the full names of reads of bounded sources, or of composites
 *     around them, whose records may be others each time; {@link #ALL_SOURCES} for all
 */
public record TranslationOptions(
    Set<String> disabledRewrites, Set<String> nonDeterministicSources) {
  /** Stands for all sources. */
  public static final String ALL_SOURCES = "*";

  /**
   * Makes options.
   *
   * @throws IllegalArgumentException if a name is not that of a rewrite
   */
  public TranslationOptions {
    disabledRewrites = Set.copyOf(disabledRewrites);
    nonDeterministicSources = Set.copyOf(nonDeterministicSources);
    Set<String> unknown = Sets.difference(disabledRewrites, rewriteNames());
    checkArgument(
        unknown.isEmpty(),
        "No rewrite is called %s; there are %s",
        String.join(", ", unknown),
        String.join(", ", rewriteNames()));
  }

  /** Options of a pipeline whose sources are repeatable. */
  public TranslationOptions(Set<String> disabledRewrites) {
    this(disabledRewrites, Set.of());
  }

  /** The names of all rewrites. */
  public static Set<String> rewriteNames() {
    Set<String> names = new TreeSet<>(Rewrites.names());
    names.add(Fuser.FLATTEN_SINKING);
    names.add(Fuser.FLATTEN_UNZIPPING);
    for (CompositeShortcut shortcut : CompositeShortcut.values()) {
      names.add(shortcut.rewriteName());
    }
    return names;
  }
}
