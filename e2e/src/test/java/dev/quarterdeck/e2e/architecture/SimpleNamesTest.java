package dev.quarterdeck.e2e.architecture;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** One simple name means one thing in the whole project. Generated classes do not count. */
class SimpleNamesTest {

  @Test
  void noTwoClassesHaveTheSameName() {
    var classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.quarterdeck");
    var byName =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getPackageName().startsWith("dev.quarterdeck.proto"))
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getSimpleName));
    assertThat(byName).hasSizeGreaterThan(1_000);
    byName.values().removeIf(sameName -> sameName.size() == 1);
    assertThat(byName).isEmpty();
  }
}
