/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Counts the words of a book that is read line by line, over and over and without an end. After
 * each page it prints how many words it has counted since the beginning, and how many there are.
 * Kill it whenever you like: started again with the same checkpoint directory it goes on, and the
 * two numbers stay the same.
 */
public final class DurableWordCount {
  private static final int LINES_PER_PAGE = 100;

  // A line is a second of event time.
  private static final Duration LINE = Duration.standardSeconds(1);

  private DurableWordCount() {}

  /** What to count, and how fast. */
  public interface Options extends PipelineOptions {
    @Description("The book, a text file.")
    @Default.String("examples/data/books/alice.txt")
    String getInput();

    void setInput(String input);

    @Description("How many lines to read in a second.")
    @Default.Integer(50)
    int getLinesPerSecond();

    void setLinesPerSecond(int linesPerSecond);
  }

  /** Runs the example, until it is killed. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply(
            "LineNumbers",
            GenerateSequence.from(0)
                .withRate(options.getLinesPerSecond(), Duration.standardSeconds(1))
                .withTimestampFn(number -> Instant.EPOCH.plus(LINE.multipliedBy(number))))
        .apply("ReadWords", ParDo.of(new ReadWords(options.getInput())))
        .apply("Pages", Window.into(FixedWindows.of(LINE.multipliedBy(LINES_PER_PAGE))))
        .apply("CountWords", Count.perElement())
        .apply("Counts", Values.create())
        .apply("WordsOfPage", Combine.globally(Sum.ofLongs()).withoutDefaults())
        .apply("AllPages", Window.into(new GlobalWindows()))
        .apply("OneTotal", WithKeys.of(""))
        .apply("Total", ParDo.of(new Total(options.getInput())))
        .apply("Print", ParDo.of(new PrintLines()));
    pipeline.run().waitUntilFinish();
  }

  /** A book in memory. */
  private static final class Book {
    private final List<List<String>> words = new ArrayList<>();

    Book(String file) throws IOException {
      for (String line : Files.readAllLines(Path.of(file))) {
        List<String> ofLine = new ArrayList<>();
        for (String word : line.split("[^\\p{L}']+", -1)) {
          if (!word.isEmpty()) {
            ofLine.add(word.toLowerCase(Locale.ROOT));
          }
        }
        words.add(ofLine);
      }
    }

    /** The words of a line; behind the last one the book begins again. */
    List<String> line(long number) {
      return words.get((int) (number % words.size()));
    }

    /** How many words there are before the line {@code number}. */
    long wordsBefore(long number) {
      long words = 0;
      for (long i = 0; i < number; i++) {
        words += line(i).size();
      }
      return words;
    }
  }

  /** Reads the words of lines. */
  static final class ReadWords extends DoFn<Long, String> {
    private static final long serialVersionUID = 1L;
    private final String file;
    private transient Book book;

    ReadWords(String file) {
      this.file = file;
    }

    @Setup
    public void open() throws IOException {
      book = new Book(file);
    }

    @ProcessElement
    public void process(@Element Long line, OutputReceiver<String> words) {
      book.line(line).forEach(words::output);
    }
  }

  /** Adds up what pages have, in their order, and puts beside it what they should have. */
  static final class Total extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;
    private final String file;
    private transient Book book;

    @StateId("total")
    private final StateSpec<ValueState<Long>> totalSpec = StateSpecs.value(VarLongCoder.of());

    Total(String file) {
      this.file = file;
    }

    @Setup
    public void open() throws IOException {
      book = new Book(file);
    }

    @RequiresTimeSortedInput
    @ProcessElement
    public void process(
        @Element KV<String, Long> page,
        @Timestamp Instant end,
        @StateId("total") ValueState<Long> total,
        OutputReceiver<String> output) {
      Long before = total.read();
      long now = (before == null ? 0 : before) + page.getValue();
      total.write(now);
      long lines = end.getMillis() / LINE.getMillis() + 1;
      output.output(
          String.format(
              Locale.ROOT,
              "%6d lines: %8d words counted, %8d in the book",
              lines,
              now,
              book.wordsBefore(lines)));
    }
  }
}
