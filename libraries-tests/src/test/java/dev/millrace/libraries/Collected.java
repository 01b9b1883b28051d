/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Keeps the elements of a collection for the test that runs the pipeline in its own JVM. */
public final class Collected<T> extends PTransform<PCollection<T>, PCollection<Void>> {
  private static final long PATIENCE_SECONDS = 60;
  private static final Map<String, BlockingQueue<Object>> QUEUES = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  /** Keeps nothing yet. */
  public Collected() {
    QUEUES.put(id, new LinkedBlockingQueue<>());
  }

  /** All elements so far, in no order. */
  public List<T> all() {
    return cast(new ArrayList<>(queue(id)));
  }

  /** Waits for so many elements and removes them. */
  public List<T> take(int count) throws InterruptedException, TimeoutException {
    List<Object> taken = new ArrayList<>();
    while (taken.size() < count) {
      Object element = queue(id).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (element == null) {
        throw new TimeoutException(taken.size() + " of " + count + " elements came: " + taken);
      }
      taken.add(element);
    }
    return cast(taken);
  }

  @Override
  public PCollection<Void> expand(PCollection<T> input) {
    return input.apply(ParDo.of(new Keep<>(id)));
  }

  private static BlockingQueue<Object> queue(String id) {
    return requireNonNull(QUEUES.get(id));
  }

  @SuppressWarnings("unchecked")
  private List<T> cast(List<Object> elements) {
    return (List<T>) elements;
  }

  private static final class Keep<T> extends DoFn<T, Void> {
    private final String id;

    Keep(String id) {
      this.id = id;
    }

    @ProcessElement
    public void process(@Element T element) {
      queue(id).add(element);
    }
  }
}
