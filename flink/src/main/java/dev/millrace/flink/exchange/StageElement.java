/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.exchange;

import dev.millrace.execution.host.Key;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An element on its way from stage to stage. Never changed.
 *
 * @param key the key, of an element of an exchange by key
 * @param element the element
 */
public record StageElement(@Nullable Key key, WindowedValue<?> element) {}
