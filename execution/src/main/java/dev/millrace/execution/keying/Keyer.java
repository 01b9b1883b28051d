/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.keying;

import com.google.common.hash.Hashing;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Rendering;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StructuralByteArray;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes {@link Key}s of the values of one key coder. Stateless but for its settings: instances may
 * be shared between threads as far as the coder may, which Beam demands of coders.
 */
public final class Keyer {
  /** The number of key groups. Fixed: checkpoints name key groups. */
  public static final int KEY_GROUPS = 128;

  private final Coder<Object> coder;
  private final Recoding recoding;
  private final boolean faithful;
  private final String purpose;

  /**
   * A keyer for {@code coder}.
   *
   * @param purpose names the transform in errors
   */
  @SuppressWarnings("unchecked") // a coder of keys is only ever given keys of its own type
  public Keyer(Coder<?> coder, String purpose) {
    this.coder = (Coder<Object>) coder;
    this.recoding = Recoding.of(coder);
    this.faithful = recoding.isFaithful();
    this.purpose = purpose;
  }

  /**
   * The key for {@code value}.
   *
   * <p>Only of a faithful coder is the word taken that equal values are encoded alike; rows are not
   * equal when the names of their fields differ, and objects with a schema need not have any notion
   * of equality. The value of such a key is what the coder makes of it.
   *
   * @throws IllegalArgumentException if the coder does not take the value
   */
  public Key key(@Nullable Object value) {
    return value == null || faithful ? faithfulKey(checked(value)) : recodedKey(value);
  }

  /**
   * Checks that a key can be made for {@code value}.
   *
   * @throws IllegalArgumentException if the coder does not take the value
   */
  public void check(@Nullable Object value) {
    checked(value);
  }

  private @Nullable Object checked(@Nullable Object value) {
    try {
      return recoding.recode(value);
    } catch (CoderException | RuntimeException e) {
      throw notEncodable(value, e);
    }
  }

  /**
   * What tells the key for {@code value} from others: equal, by {@code equals}, for equal keys and
   * for no others. Cheaper than {@link #key} where nothing else about the key matters. Of a value
   * that no key can be made for, it is that of no key.
   *
   * @throws IllegalArgumentException if the value needs to be encoded and cannot be
   */
  public Object structural(@Nullable Object value) {
    if (value == null) {
      return NullKey.INSTANCE;
    }
    return faithful ? coder.structuralValue(value) : new StructuralByteArray(encoded(value));
  }

  /** Whether the values of keys are the very objects that the keys are made of. */
  public boolean keepsValues() {
    return faithful;
  }

  private Key faithfulKey(@Nullable Object value) {
    Object structural = structural(value);
    return key(value, structural, stableHash(value, structural));
  }

  private Key recodedKey(Object value) {
    byte[] bytes = encoded(value);
    try {
      return key(
          CoderUtils.decodeFromByteArray(coder, bytes),
          new StructuralByteArray(bytes),
          Hashing.murmur3_32_fixed().hashBytes(bytes).asInt());
    } catch (CoderException | RuntimeException e) {
      throw notEncodable(value, e);
    }
  }

  private static Key key(@Nullable Object value, Object structural, int hash) {
    return new Key(value, structural, hash, group(hash));
  }

  /**
   * The key group of the keys with this hash. It is the one that Flink would put an object with
   * this hash into, so that its operators own the same groups.
   */
  public static int group(int hash) {
    int mixed = Integer.rotateLeft(hash * 0xcc9e2d51, 15) * 0x1b873593;
    mixed = Integer.rotateLeft(mixed, 13) * 5 + 0xe6546b64;
    mixed ^= Integer.BYTES;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    mixed ^= mixed >>> 16;
    return Math.abs(mixed % KEY_GROUPS);
  }

  /** The index of the instance, of {@code parallelism} many, that owns {@code key}'s group. */
  public static int owner(Key key, int parallelism) {
    return key.group() * parallelism / KEY_GROUPS;
  }

  // Object.hashCode of an arbitrary class may differ between runs (enums do); key groups may not.
  private int stableHash(@Nullable Object value, Object structural) {
    if (structural instanceof String || structural instanceof Number) {
      return Hashing.murmur3_32_fixed().hashInt(structural.hashCode()).asInt();
    }
    return Hashing.murmur3_32_fixed().hashBytes(encoded(value)).asInt();
  }

  private byte[] encoded(@Nullable Object value) {
    try {
      return CoderUtils.encodeToByteArray(coder, value);
    } catch (CoderException | RuntimeException e) {
      throw notEncodable(value, e);
    }
  }

  private IllegalArgumentException notEncodable(@Nullable Object value, Exception e) {
    return new IllegalArgumentException(
        "Encoding a key of "
            + purpose
            + " with "
            + Rendering.value(coder)
            + " failed: key "
            + Rendering.value(value),
        e);
  }

  private enum NullKey {
    INSTANCE
  }
}
