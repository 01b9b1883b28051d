/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

/**
 * A finished segment, as manifests refer to it.
 *
 * @param file its name within the directory of the manifest
 * @param length in bytes
 * @param checksum CRC32C of all its bytes
 */
public record Segment(String file, long length, int checksum) {}
