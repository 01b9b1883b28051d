/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.channel.ChannelWriter;
import dev.millrace.execution.host.ExchangeException;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.keying.Recoding;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An edge by key: elements with equal keys go to the same channel, with the key, and with what
 * their coder makes of their values. Used by one task alone.
 */
final class KeyedOutput implements StageOutput {
  private final ChannelWriter[] channels;
  private final RecentKeys keys;
  private final boolean keepsKeys;
  private final Recoding values;
  private final Coder<?> coder;
  private final String consumer;

  /**
   * An output of elements for {@code consumer}.
   *
   * @param coder the coder of the elements
   */
  KeyedOutput(ChannelWriter[] channels, Coder<?> keyCoder, Coder<?> coder, String consumer) {
    Keyer keyer = new Keyer(keyCoder, consumer);
    this.channels = channels;
    this.keys = new RecentKeys(keyer);
    this.keepsKeys = keyer.keepsValues();
    this.values =
        coder instanceof KvCoder<?, ?> kv ? Recoding.of(kv.getValueCoder()) : Recoding.none();
    this.coder = coder;
    this.consumer = consumer;
  }

  @Override
  public void emit(WindowedValue<?> element) {
    KV<?, ?> pair = pair(element);
    Key key = key(pair.getKey());
    Object before = pair.getValue();
    Object value = recoded(before);
    channels[Keyer.owner(key, channels.length)].add(
        key,
        keepsKeys && value == before ? element : withValue(element, KV.of(key.value(), value)));
  }

  private KV<?, ?> pair(WindowedValue<?> element) {
    try {
      return requireNonNull((KV<?, ?>) element.getValue());
    } catch (RuntimeException e) {
      throw new ExchangeException("keying output for " + consumer, coder, e);
    }
  }

  private Key key(@Nullable Object key) {
    try {
      return keys.key(key);
    } catch (Throwable t) {
      throw new ExchangeException("keying output for " + consumer, coder, t);
    }
  }

  private @Nullable Object recoded(@Nullable Object value) {
    try {
      return values.recode(value);
    } catch (Throwable t) {
      throw new ExchangeException("encoding output for " + consumer, coder, t);
    }
  }

  @SuppressWarnings("unchecked") // an element whose value may be replaced by any other
  private static WindowedValue<?> withValue(WindowedValue<?> element, Object value) {
    return ((WindowedValue<Object>) element).withValue(value);
  }
}
