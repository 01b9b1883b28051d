/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** A Kafka cluster that tests start. */
package dev.millrace.kafkabroker;
