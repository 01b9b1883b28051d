/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.util.Map;

/**
 * What a manifest says that does not come from the storage.
 *
 * @param finished whether the job had come to its end
 * @param createdMillis when the checkpoint was made, in milliseconds since 1970 UTC
 * @param sections bytes by name, of which the storage knows nothing else
 */
public record CheckpointInfo(
    String jobName, long createdMillis, boolean finished, Map<String, byte[]> sections) {}
