/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a coder does not take is refused where it was made, however much else there is. */
@Timeout(120)
class RefusedElementsTest {
  private static final int BAD = 7;
  private static final int FEW = 10;
  private static final int MANY = 200_000;
  private static final String MAKER = "Makes/ParMultiDo(Make)";

  /** Emits one pair per number, with one that its coder does not take. */
  private static final class Make extends DoFn<Long, KV<Object, Object>> {
    private static final long serialVersionUID = 1L;
    private final Bad bad;
    private final boolean swallows;

    Make(Bad bad, boolean swallows) {
      this.bad = bad;
      this.swallows = swallows;
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Object, Object>> out) {
      KV<Object, Object> pair = number == BAD ? bad.pair() : bad.good(number);
      try {
        out.output(pair);
      } catch (RuntimeException e) {
        if (!swallows) {
          throw e;
        }
      }
    }
  }

  /** Pairs that their coder does not take. */
  enum Bad {
    NULL_VALUE(VarLongCoder.of(), VarLongCoder.of(), 1L, 2L, 1L, null),
    NULL_KEY(VarLongCoder.of(), VarLongCoder.of(), 1L, 2L, null, 2L),
    NULL_TEXT_AS_KEY(StringUtf8Coder.of(), VarLongCoder.of(), "a", 2L, null, 2L),
    VALUE_OF_ANOTHER_CLASS(VarLongCoder.of(), VarLongCoder.of(), 1L, 2L, 1L, "two"),
    KEY_OF_ANOTHER_CLASS(VarLongCoder.of(), VarLongCoder.of(), 1L, 2L, "one", 2L),
    NULL_IN_A_LIST(
        VarLongCoder.of(),
        ListCoder.of(StringUtf8Coder.of()),
        1L,
        List.of("a"),
        1L,
        Arrays.asList("a", null)),
    NULL_IN_A_MAP(
        VarLongCoder.of(),
        MapCoder.of(StringUtf8Coder.of(), VarLongCoder.of()),
        1L,
        Map.of("a", 1L),
        1L,
        new HashMap<>(Collections.singletonMap("a", null))),
    NULL_IN_A_PAIR(
        VarLongCoder.of(),
        KvCoder.of(NullableCoder.of(StringUtf8Coder.of()), VarLongCoder.of()),
        1L,
        KV.of(null, 1L),
        1L,
        KV.of("a", null)),
    CODER_THAT_FAILS(VarLongCoder.of(), new OddCoder(), 1L, "fine", 1L, "odd");

    private final KvCoder<Object, Object> coder;
    private final KV<Object, Object> good;
    private final KV<Object, Object> pair;

    @SuppressWarnings("unchecked") // the point is that the coders need not fit
    Bad(
        Coder<?> keys,
        Coder<?> values,
        Object goodKey,
        Object goodValue,
        Object badKey,
        Object badValue) {
      this.coder = KvCoder.of((Coder<Object>) keys, (Coder<Object>) values);
      this.good = KV.of(goodKey, goodValue);
      this.pair = KV.of(badKey, badValue);
    }

    KV<Object, Object> good(long number) {
      return good.getKey() instanceof Long ? KV.of(number % 1_000, good.getValue()) : good;
    }

    KV<Object, Object> pair() {
      return pair;
    }
  }

  /** Fails on one text with an exception that tells nothing. */
  private static final class OddCoder extends CustomCoder<Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Object value, OutputStream out) throws java.io.IOException {
      if (value.equals("odd")) {
        throw new IllegalStateException();
      }
      StringUtf8Coder.of().encode((String) value, out);
    }

    @Override
    public Object decode(InputStream in) throws java.io.IOException {
      return StringUtf8Coder.of().decode(in);
    }
  }

  /** What stands behind the exchange. */
  enum Consumer {
    GROUP(MAKER) {
      @Override
      void apply(PCollection<KV<Object, Object>> input) {
        input.apply("Takes", GroupByKey.create());
      }
    },
    STATEFUL(MAKER) {
      @Override
      void apply(PCollection<KV<Object, Object>> input) {
        input.apply("Takes", ParDo.of(new Stateful()));
      }
    },
    RESHUFFLE(MAKER) {
      @Override
      void apply(PCollection<KV<Object, Object>> input) {
        input.apply("Takes", Reshuffle.of()).apply("Read", ParDo.of(new Ignore<>()));
      }
    },
    // The view has a transform of its own that makes entries of the elements.
    SIDE_INPUT("Takes/MapElements/Map/ParMultiDo(Anonymous)") {
      @Override
      void apply(PCollection<KV<Object, Object>> input) {
        PCollectionView<Iterable<KV<Object, Object>>> view =
            input.apply("Takes", View.asIterable());
        input
            .getPipeline()
            .apply(Create.of("a"))
            .apply("Same", Window.into(FixedWindows.of(Duration.standardMinutes(1))))
            .apply(ParDo.of(new Ignore<String>()).withSideInputs(view));
      }
    };

    private final String producer;

    Consumer(String producer) {
      this.producer = producer;
    }

    abstract void apply(PCollection<KV<Object, Object>> input);
  }

  private static final class Ignore<T> extends DoFn<T, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}
  }

  private static final class Stateful extends DoFn<KV<Object, Object>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("seen")
    private final StateSpec<ValueState<Long>> seen = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process() {}
  }

  private static MillraceExecutionException failure(
      Bad bad, Consumer consumer, int elements, boolean swallows, String... args) {
    Pipeline pipeline = TestPipelines.withOptions(args);
    consumer.apply(
        pipeline
            .apply("Numbers", GenerateSequence.from(0).to(elements))
            .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))))
            .apply("Makes", ParDo.of(new Make(bad, swallows)))
            .setCoder(bad.coder));
    return assertThrows(MillraceExecutionException.class, pipeline::run);
  }

  static Stream<Arguments> badAndConsumer() {
    return Stream.of(Bad.values())
        .flatMap(bad -> Stream.of(Consumer.values()).map(consumer -> Arguments.of(bad, consumer)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("badAndConsumer")
  void theErrorNamesWhatMadeTheElementAndWhatTheElementIs(Bad bad, Consumer consumer) {
    MillraceExecutionException failure = failure(bad, consumer, FEW, false, "--parallelism=2");

    assertEquals(consumer.producer, failure.transform());
    assertThat(failure.phase(), containsString("output for Takes"));
    assertThat(
        failure.circumstances(),
        allOf(
            startsWith("element "),
            containsString(bad.pair().toString()),
            containsString("timestamp -290308-12-21T19:59:05.225Z"),
            containsString("windows [["),
            containsString("coder KvCoder(")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void theErrorIsTheSameHoweverMuchIsGroupedAndHoweverLittleIsInMemory(int parallelism) {
    for (Bad bad : List.of(Bad.NULL_VALUE, Bad.VALUE_OF_ANOTHER_CLASS, Bad.NULL_IN_A_LIST)) {
      MillraceExecutionException few = failure(bad, Consumer.GROUP, FEW, false);
      MillraceExecutionException many =
          failure(
              bad,
              Consumer.GROUP,
              MANY,
              false,
              "--groupingMemoryMb=1",
              "--parallelism=" + parallelism);

      MillraceExecutionException onFile =
          failure(
              bad,
              Consumer.GROUP,
              FEW,
              false,
              "--groupingMemoryMb=0",
              "--parallelism=" + parallelism);

      assertEquals(few.getMessage(), many.getMessage());
      assertEquals(few.getMessage(), onFile.getMessage());
    }
  }

  @Test
  void whatUserCodeSwallowsFailsTheJobAllTheSame() {
    MillraceExecutionException failure = failure(Bad.NULL_KEY, Consumer.GROUP, FEW, true);

    assertEquals(MAKER, failure.transform());
    assertThat(failure.phase(), containsString("keying output for Takes"));
  }

  @Test
  void theCauseIsWhatTheCoderSaid() {
    assertThat(
        failure(Bad.NULL_VALUE, Consumer.GROUP, FEW, false).getCause(),
        instanceOf(CoderException.class));
    assertThat(
        failure(Bad.VALUE_OF_ANOTHER_CLASS, Consumer.GROUP, FEW, false).getCause(),
        instanceOf(ClassCastException.class));
    assertThat(
        failure(Bad.CODER_THAT_FAILS, Consumer.GROUP, FEW, false).getMessage(),
        startsWith("java.lang.IllegalStateException\n  in "));
  }

  @Test
  void aKeyRefusedBeforeItsValuesAreCombinedIsTheProducersToo() {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply("Numbers", GenerateSequence.from(0).to(FEW))
        .apply("Makes", ParDo.of(new NullKeys()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
        .apply("Takes", Sum.longsPerKey());

    MillraceExecutionException failure =
        assertThrows(MillraceExecutionException.class, pipeline::run);

    assertEquals("Makes/ParMultiDo(NullKeys)", failure.transform());
    assertThat(failure.phase(), startsWith("keying output for Takes"));
    assertThat(failure.circumstances(), startsWith("element KV{null, 7}"));
  }

  private static final class NullKeys extends DoFn<Long, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<String, Long>> out) {
      out.output(KV.of(number == BAD ? null : "key", number));
    }
  }

  @Test
  void behindAFlattenTheErrorTellsTheElement() {
    Pipeline pipeline = TestPipelines.withOptions();
    PCollection<Long> numbers = pipeline.apply("Numbers", GenerateSequence.from(0).to(FEW));
    PCollection<KV<Object, Object>> bad =
        numbers
            .apply("Makes", ParDo.of(new Make(Bad.NULL_VALUE, false)))
            .setCoder(Bad.NULL_VALUE.coder);
    PCollection<KV<Object, Object>> good =
        pipeline
            .apply("Others", GenerateSequence.from(100).to(110))
            .apply("MakesOthers", ParDo.of(new Make(Bad.NULL_VALUE, false)))
            .setCoder(Bad.NULL_VALUE.coder);
    PCollectionList.of(bad)
        .and(good)
        .apply(Flatten.pCollections())
        .apply("Takes", GroupByKey.create());

    MillraceExecutionException failure =
        assertThrows(MillraceExecutionException.class, pipeline::run);

    assertEquals(MAKER, failure.transform());
    assertThat(failure.circumstances(), startsWith("element KV{1, null}"));
  }

  /** Emits a list with a null after many others. */
  private static final class MakeLarge extends DoFn<Long, KV<Long, List<String>>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, List<String>>> out) {
      List<String> large = new ArrayList<>(Collections.nCopies(100_000, "x".repeat(100)));
      large.add(null);
      out.output(KV.of(number, large));
    }
  }

  @Test
  void largeElementsAreToldInBoundedLength() {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply("Numbers", GenerateSequence.from(0).to(1))
        .apply("Makes", ParDo.of(new MakeLarge()))
        .setCoder(KvCoder.of(VarLongCoder.of(), ListCoder.of(StringUtf8Coder.of())))
        .apply("Takes", GroupByKey.create());

    MillraceExecutionException failure =
        assertThrows(MillraceExecutionException.class, pipeline::run);

    assertThat(failure.getMessage().length(), lessThan(2_000));
    assertThat(failure.circumstances(), containsString("100001 elements"));
  }
}
