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
 */
public record TranslationOptions(Set<String> disabledRewrites) {

  /**
   * Makes options.
   *
   * @throws IllegalArgumentException if a name is not that of a rewrite
   */
  public TranslationOptions {
    disabledRewrites = Set.copyOf(disabledRewrites);
    Set<String> unknown = Sets.difference(disabledRewrites, rewriteNames());
    checkArgument(
        unknown.isEmpty(),
        "No rewrite is called %s; there are %s",
        String.join(", ", unknown),
        String.join(", ", rewriteNames()));
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
