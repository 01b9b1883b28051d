/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.base.CaseFormat.UPPER_CAMEL;
import static org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.base.CaseFormat.UPPER_UNDERSCORE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.translation.graph.GroupingPath;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.joda.time.DateTimeUtils;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What each layer must never see, and where threads may live. */
class LayeringTest {
  private static final String EMBEDDED = "dev.millrace.execution.embedded..";
  private static final String CHECKPOINT = "dev.millrace.execution.checkpoint";
  private static final String CHECKPOINT_STORAGE = "dev.millrace.execution.checkpoint.storage";
  private static final String[] SEMANTICS = {
    "dev.millrace.execution.stage..",
    "dev.millrace.execution.state..",
    "dev.millrace.execution.timer..",
    "dev.millrace.execution.watermark..",
    "dev.millrace.execution.keying..",
    "dev.millrace.execution.host.."
  };

  private static final DescribedPredicate<JavaClass> RUNNER_API = classOrNested(RunnerApi.class);
  private static final DescribedPredicate<JavaClass> BEAM_GRAPH =
      RUNNER_API
          .or(classOrNested(Pipeline.class))
          .or(classOrNested(PTransform.class))
          .as("RunnerApi, Pipeline or PTransform");
  private static final DescribedPredicate<JavaClass> CONCURRENCY =
      classOrNested(Thread.class)
          .or(resideInAnyPackage("java.util.concurrent.locks..", "java.util.concurrent.atomic.."))
          .as("threads, locks or atomics");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.millrace");

  @Test
  void executionSeesOnlyTheGraphOfTranslation() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.millrace.execution..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.millrace.translation..")
                    .and(resideOutsideOfPackage("dev.millrace.translation.graph..")))
            .because("the stage graph is the only thing that crosses from translation"));
  }

  @Test
  void translationSeesNothingAbove() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.millrace.translation..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("dev.millrace.execution..", "dev.millrace.runner..")));
  }

  @Test
  void executionAndGraphDoNotSeeTheBeamGraph() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.millrace.execution..", "dev.millrace.translation.graph..")
            .should()
            .dependOnClassesThat(BEAM_GRAPH)
            .because("stages run without the pipeline they came from"));
  }

  @Test
  void runnerApiStaysWhereTheProtoIsRead() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.millrace..")
            .and()
            .resideOutsideOfPackages("dev.millrace.translation", "dev.millrace.translation.proto..")
            .should()
            .dependOnClassesThat(RUNNER_API)
            .because("the plan is ours; no proto type crosses out of the reader"));
  }

  @Test
  void semanticsDoNotSeeTheEmbeddedHost() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(SEMANTICS)
            .should()
            .dependOnClassesThat(resideInAPackage(EMBEDDED))
            .because("the same stages will run in other hosts"));
  }

  @Test
  void theInterfaceOfHostsSeesNeitherSide() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.millrace.execution.host..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.millrace.execution..")
                    .and(
                        not(
                            resideInAnyPackage(
                                "dev.millrace.execution.host..",
                                "dev.millrace.execution.watermark.."))))
            .because("a host and the semantics meet there, and nowhere else"));
  }

  @Test
  void theFormOfStateSeesNothingButItself() {
    check(
        noClasses()
            .that()
            .resideInAPackage(CHECKPOINT)
            .should()
            .dependOnClassesThat(
                not(resideInAnyPackage(CHECKPOINT, "java..", "org.checkerframework..")))
            .because("every host keeps and restores state in it"));
  }

  @Test
  void theStorageOfCheckpointsSeesOnlyTheFormOfState() {
    check(
        noClasses()
            .that()
            .resideInAPackage(CHECKPOINT_STORAGE)
            .should()
            .dependOnClassesThat(
                not(
                    resideInAnyPackage(
                        CHECKPOINT_STORAGE,
                        CHECKPOINT,
                        "java..",
                        "org.checkerframework..",
                        "org.slf4j..",
                        "net.jpountz..")))
            .because("what is on disk is to be understood without what runs"));
  }

  @Test
  void semanticsAskTheHostForTheTime() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(SEMANTICS)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat(classOrNested(Clock.class).or(classOrNested(DateTimeUtils.class)))
            .because("a host may have a clock of its own, and tests do"));
  }

  @Test
  void aWayOfGroupingHasOneName() {
    for (GroupingPath path : GroupingPath.values()) {
      String name = UPPER_UNDERSCORE.to(UPPER_CAMEL, path.name()) + "Grouping";
      assertTrue(
          CLASSES.contain("dev.millrace.execution.stage.grouping." + name),
          () -> path + " should be done by a class " + name);
    }
  }

  @Test
  void noTwoClassesOfExecutionHaveTheSameName() {
    Map<String, List<String>> byName =
        CLASSES.stream()
            .filter(type -> type.getPackageName().startsWith("dev.millrace.execution"))
            .filter(type -> !type.getSimpleName().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList())));
    byName.values().removeIf(names -> names.size() == 1);
    assertEquals(Map.of(), byName);
  }

  @Test
  void everyPackageThatARuleNamesIsThere() {
    for (String pattern : SEMANTICS) {
      assertTrue(
          CLASSES.stream().anyMatch(resideInAPackage(pattern)), () -> pattern + " has no classes");
    }
  }

  @Test
  void runnerDoesNotSeeEngineInternals() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.millrace.runner..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "dev.millrace.execution.stage..",
                        "dev.millrace.execution.state..",
                        "dev.millrace.execution.timer..",
                        "dev.millrace.execution.watermark..")
                    .and(not(belongToAnyOf(StageInstances.class, Enforcement.class))))
            .because("all it does with stages is to hand their factory to a host"));
  }

  @Test
  void threadsLocksAndAtomicsLiveInTheEmbeddedHost() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.millrace..")
            .and()
            .resideOutsideOfPackage(EMBEDDED)
            .should()
            .dependOnClassesThat(CONCURRENCY)
            .because("everything else is single-threaded and testable with no thread"));
  }

  @Test
  void synchronizedAndVolatileLiveInTheEmbeddedHost() {
    Path embedded = Path.of("dev", "millrace", "execution", "embedded");
    Path testRunners = SourceFiles.root().resolve("test-runners");
    Pattern keyword = Pattern.compile("\\b(?:synchronized|volatile)\\b");
    List<String> offenders =
        SourceFiles.main().stream()
            .filter(file -> !file.toString().contains(embedded.toString()))
            .filter(file -> !file.startsWith(testRunners))
            .filter(file -> keyword.matcher(SourceFiles.code(file)).find())
            .map(LayeringTest::relative)
            .toList();
    assertEquals(List.of(), offenders, "synchronized or volatile outside " + embedded);
  }

  @Test
  void examplesSeeOnlyTheRunnerAndBeam() {
    Path examples = SourceFiles.root().resolve("examples");
    Pattern inner = Pattern.compile("\\bdev\\.millrace\\.(?:execution|translation)\\b");
    List<String> offenders =
        SourceFiles.main().stream()
            .filter(file -> file.startsWith(examples))
            .filter(file -> inner.matcher(SourceFiles.code(file)).find())
            .map(LayeringTest::relative)
            .toList();
    assertEquals(List.of(), offenders, "examples that reach behind the runner");
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  private static String relative(Path file) {
    return SourceFiles.root().relativize(file).toString();
  }

  private static DescribedPredicate<JavaClass> classOrNested(Class<?> type) {
    String name = type.getName();
    return DescribedPredicate.describe(
        type.getSimpleName(),
        candidate ->
            candidate.getName().equals(name) || candidate.getName().startsWith(name + "$"));
  }
}
