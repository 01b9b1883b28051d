/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint is intact, but of a format that this version does not read. An older checkpoint is
 * no substitute for it: it takes the version that wrote it, or another that reads it.
 */
public final class UnsupportedFormatException extends IOException {
  private static final long serialVersionUID = 1;

  UnsupportedFormatException(Path file, int version) {
    super(
        file
            + " has format version "
            + version
            + ", this version of Millrace reads only version "
            + ManifestCodec.VERSION
            + "; run the version that wrote it, or another that reads it");
  }
}
