/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;

/**
 * A combine function with the coders around it.
 *
 * @param fn the user's function, either a {@code CombineFn} or a {@code CombineFnWithContext}
 *     without side inputs
 * @param inputCoder the coder of the values that go in
 * @param accumulatorCoder the coder of the accumulators
 */
public record CombineSpec(
    GlobalCombineFn<?, ?, ?> fn, Coder<?> inputCoder, Coder<?> accumulatorCoder)
    implements Serializable {}
