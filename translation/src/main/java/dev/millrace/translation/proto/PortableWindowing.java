/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.model.pipeline.v1.StandardWindowFns.FixedWindowsPayload;
import org.apache.beam.model.pipeline.v1.StandardWindowFns.SessionWindowsPayload;
import org.apache.beam.model.pipeline.v1.StandardWindowFns.SlidingWindowsPayload;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.util.construction.SdkComponents;
import org.apache.beam.sdk.util.construction.TriggerTranslation;
import org.apache.beam.sdk.util.construction.WindowingStrategyTranslation;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.MessageOrBuilder;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.util.JsonFormat;

/** Windowing in the words of Beam's portable model. */
public final class PortableWindowing {
  private PortableWindowing() {}

  /** The window function; empty if the model knows no more of it than that it is Java's. */
  public static Optional<String> windowFn(WindowFn<?, ?> windowFn) {
    RunnerApi.FunctionSpec spec =
        WindowingStrategyTranslation.toProto(windowFn, SdkComponents.create());
    String urn = spec.getUrn();
    try {
      if (urn.equals(WindowingStrategyTranslation.SERIALIZED_JAVA_WINDOWFN_URN)) {
        return Optional.empty();
      } else if (urn.equals(WindowingStrategyTranslation.FIXED_WINDOWS_URN)) {
        return Optional.of(urn + text(FixedWindowsPayload.parseFrom(spec.getPayload())));
      } else if (urn.equals(WindowingStrategyTranslation.SLIDING_WINDOWS_URN)) {
        return Optional.of(urn + text(SlidingWindowsPayload.parseFrom(spec.getPayload())));
      } else if (urn.equals(WindowingStrategyTranslation.SESSION_WINDOWS_URN)) {
        return Optional.of(urn + text(SessionWindowsPayload.parseFrom(spec.getPayload())));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Beam cannot read what it has made of " + windowFn, e);
    }
    return Optional.of(urn);
  }

  /** All but the window function, by what each is called. */
  public static SortedMap<String, String> rest(WindowingStrategy<?, ?> windowing) {
    SortedMap<String, String> rest = new TreeMap<>();
    rest.put("trigger", text(TriggerTranslation.toProto(windowing.getTrigger())));
    rest.put("accumulation mode", WindowingStrategyTranslation.toProto(windowing.getMode()).name());
    rest.put(
        "timestamp combiner",
        WindowingStrategyTranslation.toProto(windowing.getTimestampCombiner()).name());
    rest.put(
        "closing behavior",
        WindowingStrategyTranslation.toProto(windowing.getClosingBehavior()).name());
    rest.put(
        "on-time behavior",
        WindowingStrategyTranslation.toProto(windowing.getOnTimeBehavior()).name());
    return rest;
  }

  private static String text(MessageOrBuilder message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("A message has no textual form", e);
    }
  }
}
