/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fault;

import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveBoundedRead;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveUnboundedRead;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An object that a user has given to a transform and that travels with it.
 *
 * @param role what the object is to the transform
 * @param object the object
 */
record UserObject(String role, @Nullable Object object) {
  private static final String DO_FN = "its DoFn";

  /** Whether it is set up before it is used. */
  boolean hasSetup() {
    return role.equals(DO_FN);
  }

  /** The objects of {@code applied}: its own first, then those of its collections. */
  static List<UserObject> of(AppliedPTransform<?, ?, ?> applied) {
    List<UserObject> objects = new ArrayList<>();
    addOwn(applied.getTransform(), objects);
    for (PCollection<?> collection :
        Iterables.concat(applied.getOutputs().values(), applied.getInputs().values())) {
      String of = " of " + collection.getName();
      objects.add(new UserObject("the coder" + of, collection.getCoder()));
      objects.add(
          new UserObject(
              "the window function" + of, collection.getWindowingStrategy().getWindowFn()));
    }
    return objects;
  }

  private static void addOwn(PTransform<?, ?> transform, List<UserObject> objects) {
    if (transform instanceof ParDo.MultiOutput<?, ?> parDo) {
      objects.add(new UserObject(DO_FN, parDo.getFn()));
      parDo.getSideInputs().values().forEach(view -> addView(view, objects));
    } else if (transform instanceof PrimitiveBoundedRead<?> read) {
      objects.add(new UserObject("its source", read.getSource()));
    } else if (transform instanceof PrimitiveUnboundedRead<?> read) {
      objects.add(new UserObject("its source", read.getSource()));
    } else if (transform instanceof Window.Assign<?> assign) {
      objects.add(new UserObject("its window function", assign.getWindowFn()));
    } else if (transform instanceof View.CreatePCollectionView<?, ?> create) {
      addView(view(create), objects);
    } else {
      addCombineFn(transform, objects);
    }
  }

  private static void addCombineFn(PTransform<?, ?> transform, List<UserObject> objects) {
    String role = "its combine function";
    if (transform instanceof Combine.PerKey<?, ?, ?> combine) {
      objects.add(new UserObject(role, combine.getFn()));
    } else if (transform instanceof Combine.Globally<?, ?> combine) {
      objects.add(new UserObject(role, combine.getFn()));
    } else if (transform instanceof Combine.GroupedValues<?, ?, ?> combine) {
      objects.add(new UserObject(role, combine.getFn()));
    }
  }

  @SuppressWarnings("deprecation") // deprecated for users, made for runners
  private static void addView(PCollectionView<?> view, List<UserObject> objects) {
    String of = " of side input " + view.getName();
    objects.add(new UserObject("the view function" + of, view.getViewFn()));
    objects.add(new UserObject("the window mapping" + of, view.getWindowMappingFn()));
  }

  @SuppressWarnings("deprecation") // runners have no other way to the view
  private static PCollectionView<?> view(View.CreatePCollectionView<?, ?> create) {
    return create.getView();
  }
}
