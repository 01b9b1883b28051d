/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.plan.Offence;
import dev.millrace.translation.proto.CompositeShortcut;
import dev.millrace.translation.proto.PipelineReader;
import dev.millrace.translation.proto.PipelineReading;
import dev.millrace.translation.proto.UserObjects;
import java.util.EnumSet;
import java.util.List;
import org.apache.beam.model.expansion.v1.ExpansionApi;
import org.apache.beam.model.pipeline.v1.Endpoints;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.construction.ExpansionServiceClient;
import org.apache.beam.sdk.util.construction.ExpansionServiceClientFactory;
import org.apache.beam.sdk.util.construction.External;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.apache.beam.sdk.util.construction.SdkComponents;
import org.junit.jupiter.api.Test;

class ForeignTransformTest {
  private final Pipeline pipeline = Pipelines.create();

  /** Expands everything into one ParDo of another SDK, whose output is like its input. */
  private static final class OtherSdk
      implements ExpansionServiceClientFactory, ExpansionServiceClient {
    @Override
    public ExpansionServiceClient getExpansionServiceClient(Endpoints.ApiServiceDescriptor url) {
      return this;
    }

    @Override
    public ExpansionApi.ExpansionResponse expand(ExpansionApi.ExpansionRequest request) {
      String input = request.getTransform().getInputsMap().values().iterator().next();
      String output = request.getNamespace() + "output";
      RunnerApi.PCollection collection =
          request.getComponents().getPcollectionsOrThrow(input).toBuilder()
              .setUniqueName(output)
              .build();
      return ExpansionApi.ExpansionResponse.newBuilder()
          .setComponents(request.getComponents().toBuilder().putPcollections(output, collection))
          .setTransform(request.getTransform().toBuilder().putOutputs("output", output))
          .build();
    }

    @Override
    public ExpansionApi.DiscoverSchemaTransformResponse discover(
        ExpansionApi.DiscoverSchemaTransformRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  @Test
  void transformOfAnotherSdkIsRefused() {
    pipeline
        .apply("Numbers", Create.of(1, 2))
        .apply("Python", External.of("other:transform", new byte[0], "nowhere", new OtherSdk()));

    List<Offence> offences =
        assertThrows(UnsupportedPipelineException.class, () -> Pipelines.translate(pipeline))
            .offences();

    assertEquals("Python", offences.get(0).transform());
    assertTrue(offences.get(0).problem().startsWith("comes from another SDK"));
  }

  @Test
  void transformThatOnlyTheProtoKnowsIsRefused() {
    pipeline.apply("Numbers", Create.of(1, 2));
    SdkComponents components = SdkComponents.create();
    components.registerEnvironment(environment("here"));
    RunnerApi.Pipeline proto = PipelineTranslation.toProto(pipeline, components);
    RunnerApi.Pipeline.Builder grown = proto.toBuilder().addRootTransformIds("other");
    grown
        .getComponentsBuilder()
        .putEnvironments("there", environment("beam:env:docker:v1"))
        .putTransforms(
            "other",
            RunnerApi.PTransform.newBuilder()
                .setUniqueName("Upgraded")
                .setEnvironmentId("there")
                .build());

    PipelineReading reading =
        PipelineReader.read(
            grown.build(),
            UserObjects.of(pipeline, components),
            EnumSet.allOf(CompositeShortcut.class));

    Offence offence = reading.offences().get(0);
    assertEquals("Upgraded", offence.transform());
    assertTrue(offence.problem().endsWith("(beam:env:docker:v1)"), offence.problem());
  }

  private static RunnerApi.Environment environment(String urn) {
    return RunnerApi.Environment.newBuilder().setUrn(urn).build();
  }
}
