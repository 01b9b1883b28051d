/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.util.construction.PTransformTranslation;

/** Which translator takes which transform. */
final class Translators {
  @SuppressWarnings("deprecation") // primitive reads, which the overrides introduce
  private static final String READ = PTransformTranslation.READ_TRANSFORM_URN;

  private static final Map<String, TransformTranslator> PRIMITIVES =
      Map.of(
          PTransformTranslation.IMPULSE_TRANSFORM_URN,
          new ImpulseTranslator(),
          READ,
          new ReadTranslator(),
          PTransformTranslation.TEST_STREAM_TRANSFORM_URN,
          new TestStreamTranslator(),
          PTransformTranslation.PAR_DO_TRANSFORM_URN,
          new ParDoTranslator(),
          PTransformTranslation.GROUP_BY_KEY_TRANSFORM_URN,
          new GroupByKeyTranslator(),
          PTransformTranslation.FLATTEN_TRANSFORM_URN,
          new FlattenTranslator(),
          PTransformTranslation.ASSIGN_WINDOWS_TRANSFORM_URN,
          new AssignWindowsTranslator());

  private final Set<CompositeShortcut> shortcuts;

  /**
   * Makes the table.
   *
   * @param shortcuts the composites to take as a whole instead of looking into them
   */
  Translators(Set<CompositeShortcut> shortcuts) {
    this.shortcuts = shortcuts;
  }

  /** Whether primitives with the given URN, possibly null, can be translated. */
  static boolean knowsPrimitive(String urn) {
    return urn != null && PRIMITIVES.containsKey(urn);
  }

  Optional<TransformTranslator> translatorOf(TransformNode node) {
    return shortcutOf(node)
        .map(CompositeShortcut::translator)
        .or(() -> Optional.ofNullable(PRIMITIVES.get(node.urn())));
  }

  Optional<CompositeShortcut> shortcutOf(TransformNode node) {
    return shortcuts.stream().filter(shortcut -> shortcut.matches(node)).findFirst();
  }
}
