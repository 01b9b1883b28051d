/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.keying;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes of a value what its coder makes of it, and refuses what its coder does not take.
 *
 * <p>Other runners encode whatever is grouped or redistributed, and transforms have come to count
 * on it: rows gain the schema of their collection there, objects lose what their coder leaves out.
 * What is refused there is refused here, so that no outcome depends on whether a value happens to
 * be encoded. Where the coder is known to be faithful, values that are {@linkplain Shape of the
 * shape} that it expects stay as they are, and nothing is encoded.
 */
public abstract class Recoding {
  private static final Recoding NONE =
      new Recoding() {
        @Override
        public @Nullable Object recode(@Nullable Object value) {
          return value;
        }
      };

  private Recoding() {}

  /**
   * What the coder makes of {@code value}.
   *
   * @throws CoderException if the coder does not take the value; a coder may also throw anything
   *     else
   */
  public abstract @Nullable Object recode(@Nullable Object value) throws CoderException;

  /** Leaves every value as it is. */
  public static Recoding none() {
    return NONE;
  }

  /** Recodes with {@code coder}. */
  public static Recoding of(Coder<?> coder) {
    Shape shape = Shape.of(coder);
    return shape == null ? new Whole(coder) : new Faithful(shape, coder);
  }

  /**
   * Recodes with {@code coder} if it is known to be faithful, and else leaves values as they are.
   */
  public static Recoding ifFaithful(Coder<?> coder) {
    Shape shape = Shape.of(coder);
    return shape == null ? NONE : new Faithful(shape, coder);
  }

  /** Whether values of the expected shape stay as they are. */
  public boolean isFaithful() {
    return true;
  }

  private static class Whole extends Recoding {
    private final Coder<Object> coder;

    @SuppressWarnings("unchecked") // the coder throws on values that are not of its own type
    Whole(Coder<?> coder) {
      this.coder = (Coder<Object>) coder;
    }

    @Override
    public @Nullable Object recode(@Nullable Object value) throws CoderException {
      return CoderUtils.clone(coder, value);
    }

    @Override
    public boolean isFaithful() {
      return false;
    }
  }

  private static final class Faithful extends Whole {
    private final Shape shape;

    Faithful(Shape shape, Coder<?> coder) {
      super(coder);
      this.shape = shape;
    }

    @Override
    public @Nullable Object recode(@Nullable Object value) throws CoderException {
      return shape.admits(value) ? value : super.recode(value);
    }

    @Override
    public boolean isFaithful() {
      return true;
    }
  }
}
