/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.SideInputSpec;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** The identity of views: the tag that Beam gives each of them. */
@SuppressWarnings("deprecation") // runners have no other way to tell views apart
public final class Views {
  private Views() {}

  /** The tag of {@code view}. */
  public static TupleTag<?> tag(PCollectionView<?> view) {
    return view.getTagInternal();
  }

  /** The tag of the view that {@code sideInput} reads. */
  public static TupleTag<?> tag(SideInputSpec sideInput) {
    return tag(sideInput.view());
  }

  /** The tag of the view that {@code materialize} fills. */
  public static TupleTag<?> tag(OperatorSpec.MaterializeView materialize) {
    return tag(materialize.view());
  }
}
