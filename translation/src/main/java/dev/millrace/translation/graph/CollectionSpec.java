/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * A collection of elements that flows between operators.
 *
 * @param id the number by which operators and edges name this collection, unique in a graph
 * @param name the collection's unique name in the user's pipeline
 * @param coder the coder of its elements
 * @param windowing how its elements are windowed
 * @param bounded whether it is known to end
 */
public record CollectionSpec(
    int id, String name, Coder<?> coder, WindowingStrategy<?, ?> windowing, boolean bounded)
    implements Serializable {}
