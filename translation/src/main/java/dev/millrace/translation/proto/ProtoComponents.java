/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import dev.millrace.translation.fault.TransformFaults;
import dev.millrace.translation.plan.Offence;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.util.construction.SdkComponents;

/**
 * Makes the proto of each transform by itself, so that whatever fails is told of the transform it
 * fails for, and of all for which it does. Beam, which finds them made, has only to put them
 * together.
 */
public final class ProtoComponents extends Pipeline.PipelineVisitor.Defaults {
  private final SdkComponents components;
  private final Set<String> refused;
  private final Set<Node> incomplete = new HashSet<>();
  private final TransformFaults faults = new TransformFaults();
  private final ListMultimap<Node, AppliedPTransform<?, ?, ?>> children =
      ArrayListMultimap.create();

  private ProtoComponents(SdkComponents components, Set<String> refused) {
    this.components = components;
    this.refused = refused;
  }

  /**
   * Adds the transforms of {@code pipeline} to {@code components}.
   *
   * @param refused the full names of those that are known to have no proto
   * @return why others have none either
   */
  public static List<Offence> add(
      Pipeline pipeline, SdkComponents components, Set<String> refused) {
    ProtoComponents protos = new ProtoComponents(components, refused);
    pipeline.traverseTopologically(protos);
    return protos.faults.offences();
  }

  @Override
  public void leaveCompositeTransform(Node node) {
    if (!node.isRootNode()) {
      add(node);
    }
  }

  @Override
  public void visitPrimitiveTransform(Node node) {
    add(node);
  }

  private void add(Node node) {
    AppliedPTransform<?, ?, ?> applied = node.toAppliedPTransform(getPipeline());
    children.put(node.getEnclosingNode(), applied);
    if (refused.contains(applied.getFullName()) || incomplete.contains(node)) {
      incomplete.add(node.getEnclosingNode());
      return;
    }
    try {
      components.registerPTransform(applied, children.removeAll(node));
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      faults.add(applied, e);
    }
  }
}
