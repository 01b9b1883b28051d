/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.plan.Offence;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.util.construction.External;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds the primitive transforms of a pipeline that cannot run, all of them.
 *
 * <p>Looks at the pipeline before there is a proto, because Beam makes none if a primitive has no
 * URN: it stops at the first, with a dump of the proto instead of advice.
 */
public final class PrimitiveCheck extends Pipeline.PipelineVisitor.Defaults {
  private final List<Offence> offences = new ArrayList<>();

  private PrimitiveCheck() {}

  /** Returns why the transforms of {@code pipeline} cannot run, nothing if they can. */
  public static List<Offence> offences(Pipeline pipeline) {
    PrimitiveCheck check = new PrimitiveCheck();
    pipeline.traverseTopologically(check);
    return check.offences;
  }

  @Override
  public void visitPrimitiveTransform(TransformHierarchy.Node node) {
    AppliedPTransform<?, ?, ?> applied = node.toAppliedPTransform(getPipeline());
    PTransform<?, ?> transform = applied.getTransform();
    if (transform instanceof ParDo.MultiOutput<?, ?> parDo) {
      check(applied, parDo);
    } else if (transform instanceof External.ExpandableTransform<?, ?>) {
      offences.add(Refusals.foreign(applied.getFullName(), ""));
    } else if (makesCollections(applied) && !(transform instanceof View.CreatePCollectionView)) {
      String urn = PTransformTranslation.urnForTransformOrNull(transform);
      if (!Translators.knowsPrimitive(urn)) {
        offences.add(
            Refusals.unknown(applied.getFullName(), urn == null ? "" : urn, transform.getClass()));
      }
    }
  }

  private void check(AppliedPTransform<?, ?, ?> applied, ParDo.MultiOutput<?, ?> parDo) {
    for (PCollection<?> input : applied.getMainInputs().values()) {
      StatefulInput.offence(
              applied.getFullName(), DoFnSignatures.signatureForDoFn(parDo.getFn()), input)
          .ifPresent(offences::add);
    }
  }

  /** What returns its own input is no primitive, it only has no parts. */
  private static boolean makesCollections(AppliedPTransform<?, ?, ?> applied) {
    return !applied.getInputs().values().containsAll(applied.getOutputs().values());
  }
}
