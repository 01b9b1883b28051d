/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.SideInputSpec;
import dev.millrace.translation.plan.Offence;
import dev.millrace.translation.plan.PlanBuilder;
import dev.millrace.translation.plan.Views;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** The plan while it is read: what translators add to, and where they look things up. */
final class Reading {
  private final UserObjects user;
  private final PlanBuilder plan = new PlanBuilder();
  private final Map<String, Integer> collectionIds = new HashMap<>();
  private final Set<TupleTag<?>> materialized = new HashSet<>();
  private final List<Offence> offences = new ArrayList<>();
  private final Map<CompositeShortcut, List<String>> shortcuts =
      new EnumMap<>(CompositeShortcut.class);

  Reading(UserObjects user) {
    this.user = user;
  }

  PlanBuilder plan() {
    return plan;
  }

  CoderRegistry coders() {
    return user.coders();
  }

  /** Adds an operator. */
  void add(OperatorSpec operator) {
    plan.add(operator);
  }

  /** Reports that a transform cannot run. */
  void refuse(Offence offence) {
    offences.add(offence);
  }

  /** Remembers that a composite was taken as a whole. */
  void noteShortcut(CompositeShortcut shortcut, TransformNode node) {
    shortcuts.computeIfAbsent(shortcut, unused -> new ArrayList<>()).add(node.name());
  }

  PipelineReading finish() {
    return new PipelineReading(plan, offences, shortcuts);
  }

  /** The user's collection with the given id in the proto. */
  PCollection<?> userCollection(String protoId) {
    return user.collection(protoId);
  }

  /** The plan's number for the collection with the given id in the proto. */
  int collection(String protoId) {
    return collectionIds.computeIfAbsent(protoId, this::addCollection);
  }

  private int addCollection(String protoId) {
    PCollection<?> collection = user.collection(protoId);
    return plan.addCollection(
        collection.getName(),
        collection.getCoder(),
        collection.getWindowingStrategy(),
        collection.isBounded() == IsBounded.BOUNDED);
  }

  /**
   * Returns the side inputs of {@code node} and sees to it that each view is materialised, once for
   * all who read it.
   */
  List<SideInputSpec> sideInputs(TransformNode node, Iterable<PCollectionView<?>> views) {
    Map<TupleTag<?>, SideInputSpec> sideInputs = new LinkedHashMap<>();
    for (PCollectionView<?> view : views) {
      TupleTag<?> tag = Views.tag(view);
      sideInputs.put(tag, new SideInputSpec(tag.getId(), view, user.viewName(tag, tag.getId())));
      if (materialized.add(tag)) {
        materialize(node, view);
      }
    }
    return List.copyOf(sideInputs.values());
  }

  private void materialize(TransformNode node, PCollectionView<?> view) {
    TupleTag<?> tag = Views.tag(view);
    String elements = node.proto().getInputsOrThrow(tag.getId());
    PCollection<?> collection = user.collection(elements);
    add(
        new OperatorSpec.MaterializeView(
            user.viewName(tag, node.name()),
            view,
            collection.getCoder(),
            collection.getWindowingStrategy(),
            collection(elements)));
  }
}
