/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import dev.millrace.differential.spec.Step;
import dev.millrace.differential.spec.Step.Behaviour;
import dev.millrace.differential.spec.Step.Combining;
import dev.millrace.differential.spec.Step.Keying;
import dev.millrace.differential.spec.Step.View;
import dev.millrace.differential.spec.Windowing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the steps of one branch. */
final class Steps {
  private static final int MAX_WINDOWINGS = 3;

  private final Choice choice;
  private final Windowings windowings;
  private final Flow flow;
  private final List<Step> steps = new ArrayList<>();
  private int windowed;

  Steps(Choice choice, Shape shape) {
    this.choice = choice;
    this.windowings = new Windowings(choice);
    this.flow = new Flow(shape);
  }

  List<Step> make() {
    if (choice.chance(25)) {
      addLight();
    }
    addWindowing();
    int count = choice.between(1, 4);
    for (int i = 0; i < count; i++) {
      switch (choice.between(0, 9)) {
        case 0, 1, 2 -> addGrouping();
        case 3, 4 -> addStateful();
        case 5, 6 -> addConsultation();
        case 7 -> addLight();
        case 8 -> addFork();
        default -> addWindowing();
      }
    }
    addGrouping();
    return List.copyOf(steps);
  }

  private void addWindowing() {
    if (flow.canWindow() && windowed < MAX_WINDOWINGS) {
      Windowing windowing = windowings.forGrouping(flow);
      steps.add(new Step.Into(windowing));
      flow.windowed(windowing);
      windowed++;
    }
  }

  private void addGrouping() {
    if (!flow.canGroup()) {
      addWindowing();
    }
    if (flow.canGroup()) {
      steps.add(grouping());
      flow.grouped();
    }
  }

  private Step grouping() {
    return choice.chance(50)
        ? new Step.Group()
        : new Step.Combine(choice.oneOf(Combining.values()));
  }

  private void addStateful() {
    if (!flow.isInFirmWindows()) {
      addWindowing();
    }
    List<Behaviour> allowed = Arrays.stream(Behaviour.values()).filter(flow::allows).toList();
    if (!allowed.isEmpty()) {
      Behaviour behaviour = choice.oneOf(allowed);
      steps.add(new Step.Stateful(behaviour));
      flow.called(behaviour);
    }
  }

  private void addConsultation() {
    if (!flow.isInFiniteWindows()) {
      addWindowing();
    }
    if (!flow.canConsult()) {
      addGrouping();
    }
    if (flow.canConsult()) {
      boolean empty = choice.chance(40);
      Windowing windowing = empty ? windowings.forNothing(flow) : windowings.forSideInput();
      steps.add(new Step.Consult(choice.oneOf(View.values()), windowing, empty));
      flow.consulted(windowing);
    }
  }

  private void addLight() {
    Step step = light();
    steps.add(step);
    if (step instanceof Step.Rekey) {
      flow.rekeyed();
    }
  }

  private Step light() {
    return switch (choice.between(0, 2)) {
      case 0 -> new Step.Reshuffle();
      case 1 -> new Step.Split();
      default -> new Step.Rekey(flow.hasOneKey() ? Keying.CONSTANT : choice.oneOf(Keying.values()));
    };
  }

  private void addFork() {
    List<Step> left = side();
    List<Step> right = side();
    if (flow.canGroup() && choice.chance(50)) {
      left.add(grouping());
      right.add(grouping());
      flow.grouped();
    }
    steps.add(new Step.Fork(List.copyOf(left), List.copyOf(right)));
    flow.mixed();
  }

  private List<Step> side() {
    List<Step> side = new ArrayList<>();
    if (choice.chance(60)) {
      side.add(choice.chance(50) ? new Step.Reshuffle() : new Step.Split());
    }
    return side;
  }
}
