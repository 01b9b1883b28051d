/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.construction.CoderTranslation;
import org.apache.beam.sdk.util.construction.SdkComponents;

/**
 * What Beam's portable model says of a coder that it knows.
 *
 * @param urn names the encoding
 * @param payload what else the encoding depends on besides its components
 * @param components how many coders it is made of
 */
public record PortableCoder(String urn, byte[] payload, int components) {

  /** What the model says of {@code coder}; empty if it knows no more than that it is Java's. */
  public static Optional<PortableCoder> of(Coder<?> coder) {
    RunnerApi.Coder proto;
    try {
      proto = CoderTranslation.toProto(coder, SdkComponents.create());
    } catch (IOException e) {
      throw new UncheckedIOException("Could not translate coder " + coder, e);
    }
    String urn = proto.getSpec().getUrn();
    return urn.equals(CoderTranslation.JAVA_SERIALIZED_CODER_URN)
        ? Optional.empty()
        : Optional.of(
            new PortableCoder(
                urn,
                proto.getSpec().getPayload().toByteArray(),
                proto.getComponentCoderIdsCount()));
  }
}
