/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.PCollectionView;

/** Collects the classes of what users have given to the transforms of a graph. */
final class UserClasses {
  private final Set<Class<?>> classes = new LinkedHashSet<>();

  private UserClasses() {}

  /** The classes of functions, sources, views, coders and window functions, and of elements. */
  static Set<Class<?>> of(StageGraph graph) {
    UserClasses found = new UserClasses();
    graph.stages().forEach(stage -> stage.operators().forEach(found::add));
    for (CollectionSpec collection : graph.collections().values()) {
      found.add(collection.coder());
      found.add(collection.windowing().getWindowFn());
    }
    return found.classes;
  }

  private void add(OperatorSpec operator) {
    if (operator instanceof OperatorSpec.DoFnCall call) {
      classes.addAll(call.parDo().fn().classes());
    } else if (operator instanceof OperatorSpec.ReadBounded read) {
      classes.addAll(read.source().classes());
    } else if (operator instanceof OperatorSpec.ReadUnbounded read) {
      classes.addAll(read.source().classes());
    } else if (operator instanceof OperatorSpec.GroupByKey group) {
      add(group.aggregation());
    } else if (operator instanceof OperatorSpec.LiftedCombine lifted) {
      add(lifted.combine());
    } else if (operator instanceof OperatorSpec.AssignWindows assign) {
      add(assign.windowFn());
    } else if (operator instanceof OperatorSpec.MaterializeView materialize) {
      add(materialize.view());
    }
  }

  private void add(Aggregation aggregation) {
    if (aggregation instanceof Aggregation.Combine combine) {
      add(combine.combine());
    } else if (aggregation instanceof Aggregation.MergeAccumulators merge) {
      add(merge.combine());
    }
  }

  private void add(CombineSpec combine) {
    add(combine.fn());
    add(combine.accumulatorCoder());
  }

  @SuppressWarnings("deprecation") // deprecated for users, made for runners
  private void add(PCollectionView<?> view) {
    add(view.getViewFn());
    add(view.getWindowMappingFn());
  }

  private void add(Coder<?> coder) {
    add((Object) coder);
    try {
      classes.add(coder.getEncodedTypeDescriptor().getRawType());
    } catch (RuntimeException e) {
      // What the coder does not tell is missing here; a graph is not refused for it.
    }
    coder.getCoderArguments().forEach(this::add);
  }

  private void add(Object object) {
    classes.add(object.getClass());
  }
}
