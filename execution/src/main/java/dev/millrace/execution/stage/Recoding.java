package dev.millrace.execution.stage;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.keying.FaithfulCoders;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes of a value what its coder makes of it.
 *
 * <p>Other runners encode whatever is grouped or redistributed, and transforms have come to count
 * on it: rows gain the schema of their collection there, objects lose what their coder leaves out.
 * Where the coder is faithful nothing needs to be done.
 */
abstract class Recoding {
  private static final Recoding NONE =
      new Recoding() {
        @Override
        @Nullable Object recode(@Nullable Key key, @Nullable Object value) {
          return value;
        }
      };

  private Recoding() {}

  /**
   * What {@code coder} makes of {@code value}.
   *
   * @param key the key of {@code value} if there is one
   */
  abstract @Nullable Object recode(@Nullable Key key, @Nullable Object value) throws CoderException;

  /** What the coder makes of the value of {@code element}. */
  @SuppressWarnings("unchecked") // an element whose value may be replaced by any other
  final WindowedValue<?> recode(@Nullable Key key, WindowedValue<?> element) throws CoderException {
    return ((WindowedValue<Object>) element).withValue(recode(key, element.getValue()));
  }

  /** Whether values stay as they are. */
  final boolean none() {
    return this == NONE;
  }

  /** Recodes with {@code coder}. */
  static Recoding of(Coder<?> coder) {
    if (FaithfulCoders.contains(coder)) {
      return NONE;
    }
    return coder instanceof KvCoder<?, ?> kv
        ? new OfPair(of(kv.getKeyCoder()), of(kv.getValueCoder()))
        : new Whole(coder);
  }

  private static final class Whole extends Recoding {
    private final Coder<Object> coder;

    @SuppressWarnings("unchecked") // the coder is given values of its own type
    Whole(Coder<?> coder) {
      this.coder = (Coder<Object>) coder;
    }

    @Override
    @Nullable Object recode(@Nullable Key key, @Nullable Object value) throws CoderException {
      return CoderUtils.clone(coder, value);
    }
  }

  /** Recodes key and value each by itself; a {@link Key} has been recoded already. */
  private static final class OfPair extends Recoding {
    private final Recoding keys;
    private final Recoding values;

    OfPair(Recoding keys, Recoding values) {
      this.keys = keys;
      this.values = values;
    }

    @Override
    Object recode(@Nullable Key key, @Nullable Object pair) throws CoderException {
      KV<?, ?> kv = (KV<?, ?>) pair;
      return KV.of(
          key == null ? keys.recode(null, kv.getKey()) : key.value(),
          values.recode(null, kv.getValue()));
    }
  }
}
