/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import dev.millrace.differential.spec.Step.Consult;
import dev.millrace.differential.spec.Step.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/** Adds to every element what a side input has to say for its window. */
final class Consultation
    extends PTransform<PCollection<KV<String, String>>, PCollection<KV<String, String>>> {
  private static final long serialVersionUID = 1L;

  private final transient Consult consult;
  private final transient PCollection<KV<String, String>> source;

  /** A consultation of {@code source}. */
  Consultation(Consult consult, PCollection<KV<String, String>> source) {
    this.consult = consult;
    this.source = source;
  }

  @Override
  public PCollection<KV<String, String>> expand(PCollection<KV<String, String>> input) {
    boolean empty = consult.empty();
    PCollectionView<?> view =
        view(
            source
                .apply("LetThrough", Filter.by(pair -> !empty))
                .apply("Side", Windowings.transform(consult.windowing())));
    return input.apply(ParDo.of(new ConsultFn(consult.view(), view)).withSideInputs(view));
  }

  private PCollectionView<?> view(PCollection<KV<String, String>> windowed) {
    return switch (consult.view()) {
      case SINGLETON ->
          windowed
              .apply(org.apache.beam.sdk.transforms.Values.create())
              .apply(Combine.globally(new JoinedFn()).asSingletonView());
      case LIST -> windowed.apply(org.apache.beam.sdk.transforms.View.asList());
      case MULTIMAP -> windowed.apply(org.apache.beam.sdk.transforms.View.asMultimap());
    };
  }

  private static final class ConsultFn extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    private final View form;
    private final PCollectionView<?> view;

    ConsultFn(View form, PCollectionView<?> view) {
      this.form = form;
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<String, String> element = context.element();
      context.output(
          KV.of(element.getKey(), element.getValue() + "~" + told(context.sideInput(view))));
    }

    @SuppressWarnings("unchecked") // the contents of a view are as its form says
    private String told(Object contents) {
      return switch (form) {
        case SINGLETON -> contents.toString();
        case LIST -> {
          List<String> pairs = new ArrayList<>();
          ((Iterable<KV<String, String>>) contents)
              .forEach(pair -> pairs.add(pair.getKey() + pair.getValue()));
          yield Values.joined(pairs);
        }
        case MULTIMAP -> {
          Map<String, String> sorted = new TreeMap<>();
          ((Map<String, Iterable<String>>) contents)
              .forEach((key, values) -> sorted.put(key, Values.joined(values)));
          yield sorted.toString();
        }
      };
    }
  }
}
