/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

/**
 * Marks iterables of values that have come over an exchange, or been added to state, one by one:
 * each has been found to be as its coder expects, and need not be looked at again.
 */
public interface AdmittedValues {}
