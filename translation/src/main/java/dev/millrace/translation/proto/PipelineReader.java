/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.fault.TransformFaults;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.runners.AppliedPTransform;

/**
 * Reads a pipeline proto from its roots down to the transforms that can be translated.
 *
 * <p>A composite that no translator takes is read through its parts; what has no parts and no
 * translator is refused. The walk keeps its own stack, so the depth of a pipeline does not matter.
 */
public final class PipelineReader {
  private final RunnerApi.Components components;
  private final UserObjects user;
  private final Translators translators;
  private final Reading reading;
  private final Deque<String> pending = new ArrayDeque<>();

  private PipelineReader(
      RunnerApi.Components components, UserObjects user, Set<CompositeShortcut> shortcuts) {
    this.components = components;
    this.user = user;
    this.translators = new Translators(shortcuts);
    this.reading = new Reading(user);
  }

  /**
   * Reads {@code pipeline}.
   *
   * @param user the objects behind the proto
   * @param shortcuts the composites to take as a whole
   */
  public static PipelineReading read(
      RunnerApi.Pipeline pipeline, UserObjects user, Set<CompositeShortcut> shortcuts) {
    PipelineReader reader = new PipelineReader(pipeline.getComponents(), user, shortcuts);
    reader.pushAll(pipeline.getRootTransformIdsList());
    while (!reader.pending.isEmpty()) {
      reader.visit(reader.pending.pop());
    }
    return reader.reading.finish();
  }

  private void pushAll(List<String> ids) {
    for (int i = ids.size() - 1; i >= 0; i--) {
      pending.push(ids.get(i));
    }
  }

  private void visit(String id) {
    RunnerApi.PTransform proto = components.getTransformsOrThrow(id);
    Optional<AppliedPTransform<?, ?, ?>> applied = user.transform(id);
    if (applied.isEmpty()) {
      reading.refuse(Refusals.foreign(proto.getUniqueName(), environment(proto)));
      return;
    }
    TransformNode node = new TransformNode(proto, applied.get());
    Optional<TransformTranslator> translator = translators.translatorOf(node);
    if (translator.isPresent()) {
      translate(node, translator.get());
    } else if (proto.getSubtransformsCount() > 0) {
      pushAll(proto.getSubtransformsList());
    } else if (!proto.getInputsMap().values().containsAll(proto.getOutputsMap().values())) {
      reading.refuse(Refusals.unknown(node.name(), node.urn(), node.transform().getClass()));
    }
    // What remains is a composite that returns its own input: there is nothing to do.
  }

  private void translate(TransformNode node, TransformTranslator translator) {
    try {
      translator.translate(node, reading);
      translators.shortcutOf(node).ifPresent(taken -> reading.noteShortcut(taken, node));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      reading.refuse(TransformFaults.thrown(node.name(), "it cannot be translated", e));
    }
  }

  private String environment(RunnerApi.PTransform proto) {
    return components
        .getEnvironmentsOrDefault(
            proto.getEnvironmentId(), RunnerApi.Environment.getDefaultInstance())
        .getUrn();
  }
}
