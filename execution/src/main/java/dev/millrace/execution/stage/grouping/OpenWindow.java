/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Namespace;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * A window that has not expired.
 *
 * @param window the window itself
 * @param namespace where its state is
 * @param end its last instant, in milliseconds
 * @param expiry the last instant of the watermark at which it takes elements, in milliseconds
 */
public record OpenWindow(BoundedWindow window, Namespace namespace, long end, long expiry) {}
