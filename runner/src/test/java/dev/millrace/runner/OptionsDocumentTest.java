/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.Description;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/options.md} is made of the options. {@code -Dtest=OptionsDocumentTest
 * -Ddocs.write=true} writes it anew.
 */
class OptionsDocumentTest {
  private static final Path DOCUMENT = SourceFiles.root().resolve("docs/options.md");

  @Test
  void theDocumentSaysWhatTheOptionsSay() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(DOCUMENT, document());
    }
    assertEquals(document(), Files.readString(DOCUMENT), "docs/options.md is not up to date");
  }

  private static String document() {
    return """
        # Options

        What `MillracePipelineOptions` has, as `--help=MillracePipelineOptions` prints it. An option is
        written `--name=value`. A value that will not do is refused before the pipeline runs; all that
        are wrong are named at once. [Porting](porting.md) puts the options of other runners beside these.

        | option | default | what it says |
        |---|---|---|
        """
        + Arrays.stream(MillracePipelineOptions.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Description.class))
            .sorted(Comparator.comparing(OptionsDocumentTest::name))
            .map(OptionsDocumentTest::row)
            .collect(Collectors.joining());
  }

  private static String row(Method getter) {
    return "| `--%s` | %s | %s |\n"
        .formatted(
            name(getter),
            defaultOf(getter),
            getter.getAnnotation(Description.class).value().replace("|", "\\|"));
  }

  private static String name(Method getter) {
    String name = getter.getName().replaceFirst("^(?:get|is)", "");
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static String defaultOf(Method getter) {
    return Arrays.stream(getter.getAnnotations())
        .filter(a -> a.annotationType().getName().contains(".Default$"))
        .map(OptionsDocumentTest::value)
        .findFirst()
        .orElse("");
  }

  private static String value(Annotation annotation) {
    try {
      return "`" + annotation.annotationType().getMethod("value").invoke(annotation) + "`";
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(annotation.toString(), e);
    }
  }
}
