/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import dev.millrace.durability.child.Results;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * A pipeline that is killed. What it comes to depends neither on the order in which elements arrive
 * nor on when they do.
 */
public abstract class Scenario {
  private final String name;

  Scenario(String name) {
    this.name = name;
  }

  /** A scenario whose results, all different, are what {@code pipeline} gives. */
  static Scenario of(String name, Body body) {
    return new Gathered(name, body, (work, life) -> List.of());
  }

  /** As {@link #of(String, Body)}, with a look at what the last process has left. */
  static Scenario of(String name, Body body, Look look) {
    return new Gathered(name, body, look);
  }

  /** The name, which begins the names of its transforms. */
  public final String name() {
    return name;
  }

  /** Adds it to a pipeline, in which there may be others. */
  public final void addTo(Pipeline pipeline) {
    Scenario scenario = this;
    pipeline.apply(
        name,
        new PTransform<PBegin, PDone>() {
          private static final long serialVersionUID = 1L;

          @Override
          public PDone expand(PBegin begin) {
            scenario.expand(begin);
            return PDone.in(begin.getPipeline());
          }
        });
  }

  abstract void expand(PBegin begin);

  /** What it has come to in {@code work}: lines, in order. */
  public abstract List<String> results(Path work);

  /** Whether each process notes the results that it puts out, and counts them. */
  public abstract boolean isNoted();

  /**
   * What is wrong with what process {@code life}, which has come to its end, has left in {@code
   * work}.
   */
  public List<String> faults(Path work, int life) {
    return List.of();
  }

  /** Looks for what is wrong with what the process {@code life} has left in {@code work}. */
  interface Look {
    List<String> faults(Path work, int life);
  }

  /** Makes results. */
  interface Body {
    PCollection<String> expand(PBegin begin);
  }

  private static final class Gathered extends Scenario {
    private final Body body;
    private final Look look;

    Gathered(String name, Body body, Look look) {
      super(name);
      this.body = body;
      this.look = look;
    }

    @Override
    public List<String> faults(Path work, int life) {
      return look.faults(work, life);
    }

    @Override
    void expand(PBegin begin) {
      body.expand(begin).apply("Results", Results.of(name()));
    }

    @Override
    public List<String> results(Path work) {
      return Results.read(work, name());
    }

    @Override
    public boolean isNoted() {
      return true;
    }
  }
}
