/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.host.ExchangeException;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.keying.Recoding;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes elements ready for an exchange by key: tells their keys, and makes of their values what the
 * coder makes of them. Used by one task alone.
 */
final class KeyedElements {
  private final RecentKeys keys;
  private final boolean keepsKeys;
  private final Recoding values;
  private final Coder<?> coder;
  private final String consumer;

  /**
   * Elements for {@code consumer}.
   *
   * @param coder the coder of the elements
   */
  KeyedElements(Coder<?> keyCoder, Coder<?> coder, String consumer) {
    Keyer keyer = new Keyer(keyCoder, consumer);
    this.keys = new RecentKeys(keyer);
    this.keepsKeys = keyer.keepsValues();
    this.values =
        coder instanceof KvCoder<?, ?> kv ? Recoding.of(kv.getValueCoder()) : Recoding.none();
    this.coder = coder;
    this.consumer = consumer;
  }

  /**
   * The key of {@code element}.
   *
   * @throws ExchangeException if it has none
   */
  Key key(WindowedValue<?> element) {
    try {
      return keys.key(((KV<?, ?>) element.getValue()).getKey());
    } catch (Throwable t) {
      throw new ExchangeException("keying output for " + consumer, coder, t);
    }
  }

  /**
   * What becomes of {@code element}, whose key is {@code key}.
   *
   * @throws ExchangeException if the coder does not take its value
   */
  @SuppressWarnings("unchecked") // an element whose value may be replaced by any other
  WindowedValue<?> recoded(Key key, WindowedValue<?> element) {
    Object before = ((KV<?, ?>) element.getValue()).getValue();
    Object value = recoded(before);
    return keepsKeys && value == before
        ? element
        : ((WindowedValue<Object>) element).withValue(KV.of(key.value(), value));
  }

  private @Nullable Object recoded(@Nullable Object value) {
    try {
      return values.recode(value);
    } catch (Throwable t) {
      throw new ExchangeException("encoding output for " + consumer, coder, t);
    }
  }
}
