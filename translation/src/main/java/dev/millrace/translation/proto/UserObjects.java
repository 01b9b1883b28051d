/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import static com.google.common.base.Preconditions.checkState;

import dev.millrace.translation.plan.Views;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.View.CreatePCollectionView;
import org.apache.beam.sdk.util.construction.SdkComponents;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/** The user's own transforms and collections by the ids they have in the pipeline's proto. */
public final class UserObjects {
  private final Pipeline pipeline;
  private final Map<String, AppliedPTransform<?, ?, ?>> transforms = new HashMap<>();
  private final Map<String, PCollection<?>> collections = new HashMap<>();
  private final Map<TupleTag<?>, String> viewNames = new HashMap<>();

  private UserObjects(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * Collects the objects of {@code pipeline}.
   *
   * @param components what the pipeline was translated with, and so knows the ids it gave
   */
  public static UserObjects of(Pipeline pipeline, SdkComponents components) {
    UserObjects objects = new UserObjects(pipeline);
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void leaveCompositeTransform(TransformHierarchy.Node node) {
            if (!node.isRootNode()) {
              objects.add(node.toAppliedPTransform(pipeline), components);
            }
          }

          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            objects.add(node.toAppliedPTransform(pipeline), components);
          }
        });
    return objects;
  }

  private void add(AppliedPTransform<?, ?, ?> applied, SdkComponents components) {
    transforms.put(components.getPTransformIdOrThrow(applied), applied);
    for (PCollection<?> output : applied.getOutputs().values()) {
      collections.put(idOf(output, components), output);
    }
    if (applied.getTransform() instanceof CreatePCollectionView<?, ?> create) {
      viewNames.put(tag(create), applied.getFullName());
    }
  }

  @SuppressWarnings("deprecation") // the proto knows nothing of what creates a view
  private static TupleTag<?> tag(CreatePCollectionView<?, ?> create) {
    return Views.tag(create.getView());
  }

  private static String idOf(PCollection<?> collection, SdkComponents components) {
    try {
      return components.registerPCollection(collection);
    } catch (IOException e) {
      throw new IllegalStateException("Could not translate collection " + collection, e);
    }
  }

  /** Returns the transform with the given id, or nothing if no Java object stands behind it. */
  public Optional<AppliedPTransform<?, ?, ?>> transform(String id) {
    return Optional.ofNullable(transforms.get(id));
  }

  /** Returns the collection with the given id. */
  public PCollection<?> collection(String id) {
    PCollection<?> collection = collections.get(id);
    checkState(collection != null, "No Java object stands behind collection %s", id);
    return collection;
  }

  /** Returns the full name of the transform that creates the view with the given tag. */
  public String viewName(TupleTag<?> tag, String otherwise) {
    return viewNames.getOrDefault(tag, otherwise);
  }

  /** The registry in which the pipeline looks up coders. */
  public CoderRegistry coders() {
    return pipeline.getCoderRegistry();
  }
}
