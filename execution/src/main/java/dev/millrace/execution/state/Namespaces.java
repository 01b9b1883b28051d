/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Namespace;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateNamespaces.GlobalNamespace;
import org.apache.beam.runners.core.StateNamespaces.WindowAndTriggerNamespace;
import org.apache.beam.runners.core.StateNamespaces.WindowNamespace;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Translates between the namespaces of runners-core and the host's. */
public final class Namespaces {

  private Namespaces() {}

  /**
   * The host's form of {@code namespace}.
   *
   * @throws IllegalArgumentException if it is none of those that {@link StateNamespaces} makes
   */
  public static Namespace fromBeam(StateNamespace namespace) {
    if (namespace instanceof WindowNamespace<?> window) {
      return Namespace.of(window.getWindow());
    }
    if (namespace instanceof WindowAndTriggerNamespace<?> trigger) {
      return new Namespace(trigger.getWindow(), trigger.getTriggerIndex());
    }
    if (namespace instanceof GlobalNamespace) {
      return Namespace.GLOBAL;
    }
    throw new IllegalArgumentException(
        "A namespace of unknown kind: " + namespace + " (" + namespace.getClass() + ")");
  }

  /**
   * The form of {@code namespace} in runners-core.
   *
   * @param windowCoder the coder of all windows of the transform
   */
  public static StateNamespace toBeam(
      Namespace namespace, Coder<? extends BoundedWindow> windowCoder) {
    BoundedWindow window = namespace.window();
    if (window == null) {
      return StateNamespaces.global();
    }
    @SuppressWarnings("unchecked") // the coder of all windows is that of this one
    Coder<BoundedWindow> coder = (Coder<BoundedWindow>) windowCoder;
    return namespace.trigger() == Namespace.NO_TRIGGER
        ? StateNamespaces.window(coder, window)
        : StateNamespaces.windowAndTrigger(coder, window, namespace.trigger());
  }
}
