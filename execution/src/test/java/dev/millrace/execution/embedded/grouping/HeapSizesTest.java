/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

class HeapSizesTest {
  private static <T> long sum(Coder<T> coder, List<T> objects) {
    HeapSizes<T> sizes = new HeapSizes<>(coder);
    return objects.stream().mapToLong(sizes::of).sum();
  }

  @Test
  void whatIsKnownIsExact() {
    assertEquals(16, sum(VarLongCoder.of(), List.of(5L)));
    assertEquals(48 + 1_000, sum(StringUtf8Coder.of(), List.of("x".repeat(1_000))));
  }

  @Test
  void samplesStandForTheRest() {
    KV<String, Integer> pair = KV.of("x".repeat(100), 7);

    long total =
        sum(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()), Collections.nCopies(10_000, pair));

    assertThat(total, allOf(greaterThan(10_000L * 150), lessThan(10_000L * 600)));
  }

  @Test
  void objectsThatGrowAreNoticed() {
    HeapSizes<List<Integer>> sizes = new HeapSizes<>(ListCoder.of(VarIntCoder.of()));
    List<Integer> large = Collections.nCopies(10_000, 1);
    for (int i = 0; i < 1_000; i++) {
      sizes.of(List.of(1));
    }
    long total = 0;
    for (int i = 0; i < 10_000; i++) {
      total += sizes.of(large);
    }

    assertThat(total, greaterThan(10_000L * 10_000));
  }

  @Test
  void whatCannotBeEncodedDoesNoHarm() {
    assertThat(
        sum(
            KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()),
            Collections.nCopies(3, KV.of(null, null))),
        greaterThan(0L));
  }
}
