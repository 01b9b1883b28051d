/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every method and field of Beam that Millrace's classes name is there, with that signature, in the
 * version of Beam on the class path. Said of each supported version by running this test with it,
 * for what was compiled with one may fail to link with another where no other test comes by.
 */
class LinkageTest {
  @Test
  void allThatIsCalledOfBeamIsThere() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace");
    Set<String> missing = new TreeSet<>();
    int checked = 0;
    for (JavaClass type : classes) {
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        AccessTarget target = access.getTarget();
        if (target.getOwner().getPackageName().startsWith("org.apache.beam.")) {
          checked++;
          if (target.resolveMember().isEmpty()) {
            missing.add(target.getFullName() + " in " + access.getSourceCodeLocation());
          }
        }
      }
    }
    assertTrue(checked > 1000, () -> "few accesses of Beam were found");
    assertEquals(Set.of(), missing);
  }
}
