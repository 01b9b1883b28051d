/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import java.util.Set;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.util.construction.PTransformTranslation;

/** A composite transform that the reader may take as a whole. It works without, only slower. */
public enum CompositeShortcut {
  /** {@code Combine.perKey} becomes one operator that keeps an accumulator per key and window. */
  COMBINE_PER_KEY(
      "combine-fusion",
      Set.of(PTransformTranslation.COMBINE_PER_KEY_TRANSFORM_URN),
      new CombinePerKeyTranslator()),

  /** {@code Reshuffle} and {@code Redistribute} become an exchange. */
  REDISTRIBUTE(
      "redistribute",
      Set.of(
          PTransformTranslation.RESHUFFLE_URN,
          PTransformTranslation.REDISTRIBUTE_BY_KEY_URN,
          PTransformTranslation.REDISTRIBUTE_ARBITRARILY_URN),
      new RedistributeTranslator()) {
    @Override
    boolean matches(TransformNode node) {
      // It has no URN, and pairs elements with a random key that nobody looks at.
      return node.transform() instanceof Reshuffle.ViaRandomKey<?> || super.matches(node);
    }
  };

  private final String rewriteName;
  private final Set<String> urns;
  private final TransformTranslator translator;

  CompositeShortcut(String rewriteName, Set<String> urns, TransformTranslator translator) {
    this.rewriteName = rewriteName;
    this.urns = urns;
    this.translator = translator;
  }

  /** The name by which it is switched off and listed in the printed plan. */
  public String rewriteName() {
    return rewriteName;
  }

  boolean matches(TransformNode node) {
    return urns.contains(node.urn());
  }

  TransformTranslator translator() {
    return translator;
  }
}
