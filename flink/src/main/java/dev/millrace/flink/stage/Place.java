/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

/**
 * Which instance of a stage it is.
 *
 * @param instance from 0
 * @param parallelism how many instances there are
 */
public record Place(int instance, int parallelism) {}
