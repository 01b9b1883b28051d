/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.plan.Offence;
import dev.millrace.translation.plan.PlanBuilder;
import java.util.List;
import java.util.Map;

/**
 * What reading a pipeline found.
 *
 * @param plan the plan; it can be built if there are no offences
 * @param offences all that cannot run
 * @param shortcuts the composites that were taken as a whole
 */
public record PipelineReading(
    PlanBuilder plan, List<Offence> offences, Map<CompositeShortcut, List<String>> shortcuts) {}
