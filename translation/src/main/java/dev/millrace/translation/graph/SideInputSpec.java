/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.Serializable;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * A side input of a ParDo or combine.
 *
 * @param name the name by which the transform knows the side input (the tag id of the view)
 * @param view the view; its internal tag identifies the {@link OperatorSpec.MaterializeView} that
 *     fills it
 * @param transform the full name of the transform that makes the view, for messages
 */
public record SideInputSpec(String name, PCollectionView<?> view, String transform)
    implements Serializable {}
