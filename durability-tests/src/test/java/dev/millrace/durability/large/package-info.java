/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What is killed while it talks to something large; compiled and run by the profile "libraries".
 */
package dev.millrace.durability.large;
