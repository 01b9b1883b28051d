/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.util.function.Predicate;

/**
 * What a comparison takes for granted.
 *
 * @param allowDropped whether state may be dropped whose transform is gone, or that its transform
 *     does not declare any more
 * @param hasState tells of the full name of a transform whether the checkpoint has anything of it:
 *     state, timers or holds
 */
record ComparisonOptions(boolean allowDropped, Predicate<String> hasState) {}
