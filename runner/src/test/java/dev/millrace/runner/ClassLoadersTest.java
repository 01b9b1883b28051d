/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines of classes that the class path does not know, as plugins and shells make them. */
@Timeout(60)
class ClassLoadersTest {
  private static final String HEADER =
      """
      package plugin;
      import java.io.*;
      import java.util.*;
      import java.util.function.*;
      import org.apache.beam.sdk.Pipeline;
      import org.apache.beam.sdk.coders.*;
      import org.apache.beam.sdk.state.*;
      import org.apache.beam.sdk.transforms.*;
      import org.apache.beam.sdk.transforms.windowing.*;
      import org.apache.beam.sdk.values.*;
      """;

  /** A bit of everything that users write. */
  private static final String RICH =
      HEADER
          + """
          public final class Plugin implements Function<Pipeline, PCollection<String>> {
            static final String NAME = "%s";

            static final class Settings implements Serializable {
              String name = NAME;
            }

            static final class Word {
              final String text;
              Word(String text) { this.text = text; }
              @Override public boolean equals(Object o) { return o instanceof Word w && w.text.equals(text); }
              @Override public int hashCode() { return text.hashCode(); }
            }

            static final class WordCoder extends CustomCoder<Word> {
              @Override public void encode(Word word, OutputStream out) throws IOException {
                StringUtf8Coder.of().encode(word.text, out);
              }
              @Override public Word decode(InputStream in) throws IOException {
                return new Word(StringUtf8Coder.of().decode(in));
              }
              @Override public void verifyDeterministic() {}
            }

            static final class ToWord extends DoFn<String, Word> {
              private final Settings settings = new Settings();
              @ProcessElement public void process(@Element String text, OutputReceiver<Word> out) throws Exception {
                ClassLoader loader = Thread.currentThread().getContextClassLoader();
                if (Class.forName("plugin.Plugin", false, loader) != Plugin.class) {
                  throw new IllegalStateException("found another Plugin by " + loader);
                }
                out.output(new Word(text + settings.name));
              }
            }

            static final class CountPerWord extends DoFn<KV<Word, Integer>, KV<Word, Integer>> {
              @StateId("n") private final StateSpec<ValueState<Integer>> n = StateSpecs.value(VarIntCoder.of());
              @ProcessElement public void process(@Element KV<Word, Integer> e, @StateId("n") ValueState<Integer> n,
                  OutputReceiver<KV<Word, Integer>> out) {
                int count = n.read() == null ? 1 : n.read() + 1;
                n.write(count);
                out.output(KV.of(e.getKey(), count));
              }
            }

            static final class Largest extends Combine.BinaryCombineIntegerFn {
              @Override public int apply(int a, int b) { return Math.max(a, b); }
              @Override public int identity() { return 0; }
            }

            @Override public PCollection<String> apply(Pipeline pipeline) {
              return pipeline
                  .apply(Create.of("a", "b", "a"))
                  .apply("Words", ParDo.of(new ToWord()))
                  .setCoder(new WordCoder())
                  .apply("Ones", MapElements.into(new TypeDescriptor<KV<Word, Integer>>() {}).via(word -> KV.of(word, 1)))
                  .setCoder(KvCoder.of(new WordCoder(), VarIntCoder.of()))
                  .apply("Count", ParDo.of(new CountPerWord()))
                  .setCoder(KvCoder.of(new WordCoder(), VarIntCoder.of()))
                  .apply("Largest", Combine.perKey(new Largest()))
                  .apply("Format", MapElements.into(TypeDescriptors.strings())
                      .via(kv -> kv.getKey().text + kv.getValue()));
            }
          }
          """;

  @TempDir private Path directory;
  private final Thread thread = Thread.currentThread();
  private final ClassLoader ownLoader = thread.getContextClassLoader();

  @AfterEach
  void restoreLoader() {
    thread.setContextClassLoader(ownLoader);
  }

  private ClassLoader compiled(String within, String name, String source) throws Exception {
    return CompiledClasses.load(
        Files.createDirectory(directory.resolve(within)), "plugin." + name, source);
  }

  @SuppressWarnings("unchecked") // the plugins of these tests are such functions
  private static PCollection<String> apply(ClassLoader plugin, Pipeline pipeline) throws Exception {
    return ((Function<Pipeline, PCollection<String>>)
            plugin.loadClass("plugin.Plugin").getConstructor().newInstance())
        .apply(pipeline);
  }

  @Test
  void classesAreFoundThatTheContextDoesNotKnow() throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<String> words = apply(compiled("a", "Plugin", RICH.formatted("-x")), pipeline);
    PAssert.that(words).containsInAnyOrder("a-x2", "b-x1");

    assertEquals(State.DONE, pipeline.run().getState());
  }

  @Test
  void classesAreFoundWithoutAnyContext() throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<String> words = apply(compiled("a", "Plugin", RICH.formatted("-x")), pipeline);
    PAssert.that(words).containsInAnyOrder("a-x2", "b-x1");
    thread.setContextClassLoader(null);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  @Test
  void classesOfTheSameNameInTheContextAreNotTakenForThoseOfThePipeline() throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<String> words = apply(compiled("a", "Plugin", RICH.formatted("-x")), pipeline);
    PAssert.that(words).containsInAnyOrder("a-x2", "b-x1");
    thread.setContextClassLoader(compiled("b", "Plugin", RICH.formatted("-y")));

    assertEquals(State.DONE, pipeline.run().getState());
  }

  @Test
  void theContextOfTheCallerIsKeptIfItKnowsTheClasses() throws Exception {
    ClassLoader plugin = compiled("a", "Plugin", RICH.formatted("-x"));
    ClassLoader child = new ClassLoader("child of the plugin", plugin) {};
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<String> names = apply(plugin, pipeline).apply(MapElements.via(new NameOfContext()));
    PAssert.that(names).containsInAnyOrder("child of the plugin", "child of the plugin");
    thread.setContextClassLoader(child);

    assertEquals(State.DONE, pipeline.run().getState());
    assertEquals(child, thread.getContextClassLoader());
  }

  static final class NameOfContext extends SimpleFunction<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String apply(String element) {
      return Thread.currentThread().getContextClassLoader().getName();
    }
  }

  /** Waits until the other job has come as far. */
  static final class AwaitBoth extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch both;

    AwaitBoth(SharedLatch both) {
      this.both = both;
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output)
        throws InterruptedException {
      if (element.startsWith("b")) {
        both.countDown();
        both.await();
      }
      output.output(element);
    }
  }

  @Test
  void twoJobsWithClassesOfTheSameNamesRunAtOnce() throws Exception {
    SharedLatch both = new SharedLatch(2);
    PipelineResult one = start(compiled("a", "Plugin", RICH.formatted("-x")), both, "-x");
    PipelineResult two = start(compiled("b", "Plugin", RICH.formatted("-y")), both, "-y");

    assertEquals(State.DONE, one.waitUntilFinish());
    assertEquals(State.DONE, two.waitUntilFinish());
  }

  private static PipelineResult start(ClassLoader plugin, SharedLatch both, String suffix)
      throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=1", "--blockOnRun=false");
    PAssert.that(apply(plugin, pipeline).apply("Both", ParDo.of(new AwaitBoth(both))))
        .containsInAnyOrder("a" + suffix + "2", "b" + suffix + "1");
    return pipeline.run();
  }

  private static final String PART =
      HEADER
          + """
          public final class Plugin extends SimpleFunction<String, String> {
            @Override public String apply(String text) {
              try {
                Class.forName("plugin.Other", false, Thread.currentThread().getContextClassLoader());
              } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
              }
              return text + "1";
            }
          }
          """;

  @Test
  @SuppressWarnings("unchecked") // the parts of this test are such functions
  void partsThatDoNotKnowOneAnotherMakeOnePipeline() throws Exception {
    ClassLoader one = compiled("a", "Plugin", PART);
    ClassLoader two = compiled("b", "Other", PART.replace("class Plugin", "class Other"));
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<String> texts = pipeline.apply(Create.of("a"));
    for (Class<?> part :
        new Class<?>[] {one.loadClass("plugin.Plugin"), two.loadClass("plugin.Other")}) {
      texts =
          texts.apply(
              part.getName(),
              MapElements.via(
                  (SimpleFunction<String, String>) part.getConstructor().newInstance()));
    }
    PAssert.that(texts).containsInAnyOrder("a11");

    assertEquals(State.DONE, pipeline.run().getState());
  }

  private static final String LOOKING_UP =
      HEADER
          + """
          public final class Plugin implements Function<Pipeline, PCollection<String>> {
            static final class LookUp extends DoFn<String, String> {
              @ProcessElement public void process() throws Exception {
                Class.forName("nowhere.ToBeFound", true, Thread.currentThread().getContextClassLoader());
              }
            }

            @Override public PCollection<String> apply(Pipeline pipeline) {
              return pipeline.apply(Create.of("a")).apply("Look up", ParDo.of(new LookUp()));
            }
          }
          """;

  @Test
  void classThatIsNotFoundIsReportedWithWhatToSet() throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=1");
    apply(compiled("a", "Plugin", LOOKING_UP), pipeline);

    MillraceExecutionException e = assertThrows(MillraceExecutionException.class, pipeline::run);

    assertTrue(e.getMessage().contains("Thread.setContextClassLoader"), e.getMessage());
    assertTrue(e.getMessage().contains("Look up"), e.getMessage());
  }

  private static final String SERIALIZABLE =
      HEADER
          + """
          public final class Plugin implements Function<Pipeline, PCollection<String>> {
            static final class Item implements Serializable {
              final String text;
              Item(String text) { this.text = text; }
            }

            static final class ToItem extends DoFn<String, KV<String, Item>> {
              @ProcessElement public void process(@Element String text, OutputReceiver<KV<String, Item>> out) {
                out.output(KV.of("key", new Item(text)));
              }
            }

            static final class First extends DoFn<KV<String, Iterable<Item>>, String> {
              @ProcessElement public void process(@Element KV<String, Iterable<Item>> group, OutputReceiver<String> out) {
                out.output(group.getValue().iterator().next().text);
              }
            }

            @Override public PCollection<String> apply(Pipeline pipeline) {
              return pipeline.apply(Create.of("a")).apply("Items", ParDo.of(new ToItem()))
                  .apply(GroupByKey.create()).apply("First", ParDo.of(new First()));
            }
          }
          """;

  @Test
  void coderThatLooksForClassesElsewhereIsNamed() throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    apply(compiled("a", "Plugin", SERIALIZABLE), pipeline);

    MillraceExecutionException e = assertThrows(MillraceExecutionException.class, pipeline::run);

    assertTrue(e.getMessage().contains("Give the type another coder"), e.getMessage());
  }
}
