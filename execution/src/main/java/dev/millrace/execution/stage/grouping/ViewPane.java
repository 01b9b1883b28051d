/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PCollectionViews.IsSingletonView;
import org.apache.beam.sdk.values.WindowedValue;

/** How the elements that come together in one pane of a view become its contents. */
enum ViewPane {
  /** All of them are. */
  ALL {
    @Override
    Coder<?> entryCoder(Coder<?> elementCoder) {
      return elementCoder;
    }

    @Override
    Object entry(WindowedValue<?> element) {
      return element.getValue();
    }

    @Override
    List<Object> contents(Iterable<?> entries) {
      List<Object> contents = new ArrayList<>();
      entries.forEach(contents::add);
      return contents;
    }
  },

  /**
   * Those of the newest pane are. What makes a singleton may fire again before its view does: each
   * of its panes replaces the one before.
   */
  NEWEST {
    @Override
    Coder<?> entryCoder(Coder<?> elementCoder) {
      return KvCoder.of(VarLongCoder.of(), elementCoder);
    }

    @Override
    Object entry(WindowedValue<?> element) {
      return KV.of(element.getPaneInfo().getIndex(), element.getValue());
    }

    @Override
    List<Object> contents(Iterable<?> entries) {
      List<Object> contents = new ArrayList<>();
      long newest = 0;
      for (Object entry : entries) {
        KV<?, ?> kv = (KV<?, ?>) entry;
        long pane = (Long) kv.getKey();
        if (pane > newest) {
          contents.clear();
          newest = pane;
        }
        if (pane == newest) {
          contents.add(kv.getValue());
        }
      }
      return contents;
    }
  };

  /** The way of {@code view}. */
  @SuppressWarnings("deprecation") // runners have no other way to learn what a view is
  static ViewPane of(PCollectionView<?> view) {
    return view.getViewFn() instanceof IsSingletonView ? NEWEST : ALL;
  }

  /** The coder of what {@link #entry} makes. */
  abstract Coder<?> entryCoder(Coder<?> elementCoder);

  /** What is to be grouped in place of {@code element}. */
  abstract Object entry(WindowedValue<?> element);

  /** The contents of a view, of which a pane has grouped {@code entries}. */
  abstract List<Object> contents(Iterable<?> entries);
}
