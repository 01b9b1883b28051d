/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.util.List;
import java.util.Optional;

/**
 * What to continue from.
 *
 * @param checkpoint the newest that is intact; none if none was ever published
 * @param rejected newer ones that are not, newest first
 */
public record Recovery(Optional<StoredCheckpoint> checkpoint, List<RejectedCheckpoint> rejected) {}
