/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.Pipelines;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.fuse.Fuser;
import dev.millrace.translation.graph.StageGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;

class PlanSignatureTest {
  private static final int GROUPS = 128;

  static StageGraph graph(Consumer<Pipeline> samples, String... disabledRewrites) {
    Pipeline pipeline = Pipelines.create();
    samples.accept(pipeline);
    return Pipelines.translate(pipeline, disabledRewrites);
  }

  private static String described(StageGraph graph) {
    return new String(Compatibility.describe(graph, GROUPS), UTF_8);
  }

  /** Prints the signature of a pipeline, for a virtual machine of its own. */
  static final class Printing {
    public static void main(String[] args) {
      System.out.print(described(graph(Samples::everything)));
    }
  }

  @Test
  void onePipelineBuiltTwiceHasOneSignature() {
    assertEquals(described(graph(Samples::everything)), described(graph(Samples::everything)));
  }

  @Test
  void anotherVirtualMachineMakesTheSameBytes() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Printing.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed;
    try (InputStream out = child.getInputStream()) {
      printed = new String(out.readAllBytes(), UTF_8);
    }
    assertEquals(0, child.waitFor());

    assertEquals(described(graph(Samples::everything)), printed);
  }

  @Test
  void howAPipelineIsFusedAndCombinedIsNoMatter() {
    String[] layout = {Fuser.FLATTEN_SINKING, Fuser.FLATTEN_UNZIPPING, "combiner-lifting"};

    assertEquals(
        described(graph(Samples::everything)), described(graph(Samples::everything, layout)));
  }

  @Test
  void theWayOfGroupingIsPartOfIt() {
    Set<String> rewrites = new TreeSet<>(TranslationOptions.rewriteNames());
    assertTrue(rewrites.contains("specialised-grouping"));

    assertNotEquals(
        described(graph(Samples::everything)),
        described(graph(Samples::everything, "specialised-grouping")));
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    PlanSignature signature = PlanSignature.of(graph(Samples::everything), GROUPS);

    assertEquals(signature, SignatureJson.read(SignatureJson.write(signature)));
  }

  @Test
  void everyKindOfTransformIsInIt() {
    PlanSignature signature = PlanSignature.of(graph(Samples::everything), GROUPS);
    Set<TransformKind> kinds = new TreeSet<>(Set.of(TransformKind.values()));
    signature.transforms().values().forEach(transform -> kinds.remove(transform.kind()));
    kinds.remove(TransformKind.TEST_STREAM);

    assertEquals(Set.of(), kinds);
  }

  @Test
  void whatIsNoSignatureIsRefused() {
    assertTrue(refusal("nothing").contains("no JSON"));
    assertTrue(refusal("{\"version\":99}").contains("version 99"));
    assertTrue(refusal("{\"version\":1}").contains("lacks"));
    assertTrue(
        refusal(
                "{\"version\":1,\"keyGroups\":1,\"others\":[],\"coders\":[],"
                    + "\"transforms\":{\"t\":{\"kind\":\"ODD\"}}}")
            .contains("unknown word ODD"));
    assertTrue(
        refusal(
                "{\"version\":1,\"keyGroups\":1,\"others\":[],\"coders\":[],"
                    + "\"transforms\":{\"t\":{\"kind\":\"GROUPING\",\"coders\":{\"key\":7}}}}")
            .contains("no coder 7"));
  }

  private static String refusal(String section) {
    return assertThrows(
            IllegalArgumentException.class, () -> SignatureJson.read(section.getBytes(UTF_8)))
        .getMessage();
  }

  private static final class Mute extends UnboundedSource<Long, UnboundedSource.CheckpointMark> {
    private static final long serialVersionUID = 1L;
    private static boolean mute;

    @Override
    public List<Mute> split(int splits, PipelineOptions options) {
      return List.of();
    }

    @Override
    public UnboundedReader<Long> createReader(PipelineOptions options, CheckpointMark mark) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Coder<CheckpointMark> getCheckpointMarkCoder() {
      if (!mute) {
        return null;
      }
      throw new IllegalStateException("no idea");
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }
  }

  @Test
  void whatASourceDoesNotAnswerIsToldWithItsName() {
    StageGraph graph = graph(pipeline -> pipeline.apply("Numbers", Read.from(new Mute())));
    Mute.mute = true;

    String message =
        assertThrows(IllegalArgumentException.class, () -> Compatibility.describe(graph, GROUPS))
            .getMessage();

    assertTrue(message.contains("\"Numbers\"") && message.contains("no idea"), message);
  }
}
