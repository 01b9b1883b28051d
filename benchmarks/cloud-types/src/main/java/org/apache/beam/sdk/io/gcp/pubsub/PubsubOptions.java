/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package org.apache.beam.sdk.io.gcp.pubsub;

import org.apache.beam.sdk.options.PipelineOptions;

/** Stands in for Beam's own, which {@code NexmarkOptions} extends. */
public interface PubsubOptions extends PipelineOptions {}
