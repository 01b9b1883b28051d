/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import dev.millrace.translation.fuse.Fuser;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.optimize.Rewrites;
import dev.millrace.translation.overrides.JavaOverrides;
import dev.millrace.translation.plan.Offence;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.proto.CompositeShortcut;
import dev.millrace.translation.proto.PipelineReader;
import dev.millrace.translation.proto.PipelineReading;
import dev.millrace.translation.proto.PrimitiveCheck;
import dev.millrace.translation.proto.ProtoComponents;
import dev.millrace.translation.proto.UserObjects;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.apache.beam.sdk.util.construction.SdkComponents;

/** Turns a user's pipeline into a stage graph. */
public final class PipelineTranslator {
  /** Where the pipeline's own functions run: here, so nothing about it needs to be known. */
  private static final RunnerApi.Environment IN_PROCESS =
      RunnerApi.Environment.newBuilder().setUrn("beam:env:embedded:v1").build();

  private PipelineTranslator() {}

  /**
   * Translates {@code pipeline}.
   *
   * <p>Some of its transforms are replaced in place by what means the same (reads become primitive
   * reads), as Beam's own runners do; it can still be run, here or elsewhere.
   *
   * @throws UnsupportedPipelineException if the pipeline has something in it that cannot run
   * @throws IllegalArgumentException if {@code options} name a source that the pipeline has not
   */
  public static StageGraph translate(Pipeline pipeline, TranslationOptions options) {
    JavaOverrides.apply(pipeline);
    SdkComponents components = SdkComponents.create();
    components.registerEnvironment(IN_PROCESS);
    List<Offence> offences = new ArrayList<>(PrimitiveCheck.offences(pipeline));
    offences.addAll(ProtoComponents.add(pipeline, components, transforms(offences)));
    refuse(offences);
    RunnerApi.Pipeline proto = PipelineTranslation.toProto(pipeline, components);
    PipelineReading reading =
        PipelineReader.read(
            proto, UserObjects.of(pipeline, components), shortcuts(options.disabledRewrites()));
    refuse(reading.offences());
    List<String> rewrites = new ArrayList<>();
    reading
        .shortcuts()
        .forEach(
            (taken, names) -> rewrites.add(taken.rewriteName() + ": " + String.join(", ", names)));
    Plan read =
        NonDeterministicSources.mark(reading.plan().build(), options.nonDeterministicSources());
    Plan plan = Rewrites.apply(read, options.disabledRewrites(), rewrites);
    return Fuser.fuse(plan, options.disabledRewrites(), rewrites);
  }

  private static Set<String> transforms(List<Offence> offences) {
    return offences.stream().map(Offence::transform).collect(Collectors.toSet());
  }

  private static void refuse(List<Offence> offences) {
    if (!offences.isEmpty()) {
      throw new UnsupportedPipelineException(offences);
    }
  }

  private static Set<CompositeShortcut> shortcuts(Set<String> disabled) {
    Set<CompositeShortcut> shortcuts = EnumSet.allOf(CompositeShortcut.class);
    shortcuts.removeIf(shortcut -> disabled.contains(shortcut.rewriteName()));
    return shortcuts;
  }
}
