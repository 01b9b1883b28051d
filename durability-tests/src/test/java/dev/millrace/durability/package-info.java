/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * A pipeline that is killed at any instant and started again by the same command must come to what
 * an undisturbed one comes to, element by element.
 */
package dev.millrace.durability;
