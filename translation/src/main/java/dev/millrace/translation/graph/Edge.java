/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.Serializable;

/**
 * A collection that crosses from one stage to another.
 *
 * @param fromStage the stage that produces {@code produced}
 * @param produced the collection as the producing stage names it
 * @param toStage the stage whose operators consume {@code consumed}
 * @param consumed the collection as the consuming stage names it; differs from {@code produced}
 *     where a flatten was folded into its edges
 * @param exchange how elements are spread over the consumer's instances
 */
public record Edge(int fromStage, int produced, int toStage, int consumed, Exchange exchange)
    implements Serializable {}
