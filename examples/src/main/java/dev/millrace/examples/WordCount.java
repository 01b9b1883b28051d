/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Counts the words of text files, writes the counts to sharded text files and prints the most
 * frequent ones.
 */
public final class WordCount {
  private WordCount() {}

  /** What to count and where to write it. */
  public interface Options extends PipelineOptions {
    @Description("The text files to read; may be a pattern.")
    @Default.String("examples/data/books/*.txt")
    String getInput();

    void setInput(String input);

    @Description("What the names of the files written begin with.")
    @Default.String("examples/target/word-count/counts")
    String getOutput();

    void setOutput(String output);

    @Description("How many files to write.")
    @Default.Integer(3)
    int getShards();

    void setShards(int shards);

    @Description("How many of the most frequent words to print.")
    @Default.Integer(10)
    int getTop();

    void setTop(int top);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    PCollection<KV<String, Long>> counts =
        pipeline
            .apply("ReadLines", TextIO.read().from(options.getInput()))
            .apply("ExtractWords", ParDo.of(new ExtractWords()))
            .apply("CountWords", Count.perElement());

    counts
        .apply(
            "FormatCounts",
            MapElements.into(TypeDescriptors.strings())
                .via(count -> count.getKey() + ": " + count.getValue()))
        .apply(
            "WriteCounts",
            TextIO.write()
                .to(options.getOutput())
                .withSuffix(".txt")
                .withNumShards(options.getShards()));
    counts
        .apply("TopWords", Top.of(options.getTop(), new ByCount()))
        .apply(
            "FormatTop", MapElements.into(TypeDescriptors.strings()).via(WordCount::formatRanking))
        .apply("PrintTop", ParDo.of(new PrintLines()));

    pipeline.run().waitUntilFinish();
    System.out.println("The counts of all words are in " + options.getOutput() + "-*.txt");
  }

  private static String formatRanking(List<KV<String, Long>> ranking) {
    return ranking.stream()
        .map(count -> String.format(Locale.ROOT, "%6d  %s", count.getValue(), count.getKey()))
        .collect(Collectors.joining("\n"));
  }

  /** Splits lines into words in lower case. */
  static final class ExtractWords extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Counter emptyLines = Metrics.counter(WordCount.class, "emptyLines");
    private final Distribution lineLength = Metrics.distribution(WordCount.class, "lineLength");

    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> words) {
      lineLength.update(line.length());
      if (line.isBlank()) {
        emptyLines.inc();
      }
      for (String word : line.split("[^\\p{L}']+", -1)) {
        if (!word.isEmpty()) {
          words.output(word.toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  /** Orders by count; words of equal count alphabetically from the end, as the top is the last. */
  static final class ByCount implements Comparator<KV<String, Long>>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(KV<String, Long> one, KV<String, Long> other) {
      int byCount = Long.compare(one.getValue(), other.getValue());
      return byCount != 0 ? byCount : other.getKey().compareTo(one.getKey());
    }
  }
}
