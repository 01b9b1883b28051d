package dev.millrace.execution.keying;

import java.util.Set;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.BigEndianShortCoder;
import org.apache.beam.sdk.coders.BigIntegerCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.ByteCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CollectionCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.DurationCoder;
import org.apache.beam.sdk.coders.FloatCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.LengthPrefixCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.OptionalCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.coders.TextualIntegerCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.join.UnionCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow.IntervalWindowCoder;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.values.TimestampedValue.TimestampedValueCoder;
import org.apache.beam.sdk.values.ValueInSingleWindow;

/**
 * The coders known to be faithful: what they decode equals what they encoded, and nothing about it
 * differs. Of any other coder this cannot be known: its values may lose a field on the way, gain
 * the schema of their collection, become of another class, or only then turn out not to be
 * encodable.
 */
public final class FaithfulCoders {
  /** Faithful by themselves, or if the coders of their components are. */
  private static final Set<Class<?>> FAITHFUL =
      Set.of(
          BigDecimalCoder.class,
          BigEndianIntegerCoder.class,
          BigEndianLongCoder.class,
          BigEndianShortCoder.class,
          BigIntegerCoder.class,
          BooleanCoder.class,
          ByteArrayCoder.class,
          ByteCoder.class,
          CollectionCoder.class,
          DoubleCoder.class,
          DurationCoder.class,
          FloatCoder.class,
          GlobalWindow.Coder.class,
          InstantCoder.class,
          IntervalWindowCoder.class,
          IterableCoder.class,
          KvCoder.class,
          LengthPrefixCoder.class,
          ListCoder.class,
          MapCoder.class,
          NullableCoder.class,
          OptionalCoder.class,
          SetCoder.class,
          ShardedKey.Coder.class,
          StringUtf8Coder.class,
          TextualIntegerCoder.class,
          TimestampedValueCoder.class,
          UnionCoder.class,
          ValueInSingleWindow.Coder.class,
          VarIntCoder.class,
          VarLongCoder.class,
          VoidCoder.class);

  private FaithfulCoders() {}

  /** Whether {@code coder} is known to be faithful. */
  public static boolean contains(Coder<?> coder) {
    return FAITHFUL.contains(coder.getClass())
        && coder instanceof StructuredCoder<?> structured
        && structured.getComponents().stream().allMatch(FaithfulCoders::contains);
  }
}
