/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.plan.StageCode;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operators of a stage where they are to run. */
public final class StageOperatorFactory extends AbstractStreamOperatorFactory<StageElement>
    implements OneInputStreamOperatorFactory<StageElement, StageElement> {
  private static final long serialVersionUID = 1L;

  private final StageCode code;
  private final int views;
  private final boolean oneInput;

  private StageOperatorFactory(StageCode code, int views, boolean oneInput) {
    this.code = code;
    this.views = views;
    this.oneInput = oneInput;
    this.chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /** Of a stage with one input and no views. */
  public static StageOperatorFactory ofOneInput(StageCode code) {
    return new StageOperatorFactory(code, 0, true);
  }

  /** Of a stage with the inputs of its edges and of {@code views} views. */
  public static StageOperatorFactory ofInputs(StageCode code, int views) {
    return new StageOperatorFactory(code, views, false);
  }

  @Override
  // The operator is of the type that the transformation needs.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends StreamOperator<StageElement>> T createStreamOperator(
      StreamOperatorParameters<StageElement> parameters) {
    return (T)
        (oneInput
            ? new OneInputStageOperator(parameters, code)
            : new MultipleInputStageOperator(parameters, code, views));
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink has it
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return oneInput ? OneInputStageOperator.class : MultipleInputStageOperator.class;
  }
}
