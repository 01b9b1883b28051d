/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import static com.google.common.collect.Iterables.getOnlyElement;

import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.transforms.PTransform;

/**
 * A transform of the proto with the user's object behind it.
 *
 * @param proto its place in the graph
 * @param applied the user's object
 */
record TransformNode(RunnerApi.PTransform proto, AppliedPTransform<?, ?, ?> applied) {

  /** The full name of the transform in the user's pipeline. */
  String name() {
    return applied.getFullName();
  }

  /** The URN, empty if it has none. */
  String urn() {
    return proto.getSpec().getUrn();
  }

  /** The user's transform. */
  PTransform<?, ?> transform() {
    return applied.getTransform();
  }

  /** The id of its one input in the proto. */
  String onlyInput() {
    return getOnlyElement(proto.getInputsMap().values());
  }

  /** The id of its one output in the proto. */
  String onlyOutput() {
    return getOnlyElement(proto.getOutputsMap().values());
  }
}
