/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.util.List;

/**
 * What an instance keeps that belongs to no key: whatever is in the list of any instance goes to
 * one of the instances that begin from a checkpoint, however many those are. (Flink knows it as
 * operator list state.)
 *
 * @param <T> the type of the items, which are coded one by one
 */
public interface ItemList<T> {

  /**
   * What the instance begins with: its share of what the instances before had, or all of it, as the
   * list has been asked for; not modifiable.
   */
  List<T> restored();

  /**
   * Replaces what checkpoints have of this list. To be called within {@link
   * StageInstance#snapshot}; the items must not be changed afterwards.
   */
  void set(List<T> items);
}
