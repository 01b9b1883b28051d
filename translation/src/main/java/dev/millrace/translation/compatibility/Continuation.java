/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.graph.StageGraph;

/**
 * How a pipeline goes on from a checkpoint.
 *
 * @param graph what to run: groups the way that the state in the checkpoint asks for
 * @param names where the state in the checkpoint belongs
 */
public record Continuation(StageGraph graph, TransformNames names) {}
