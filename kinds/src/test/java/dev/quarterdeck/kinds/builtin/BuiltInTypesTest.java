package dev.quarterdeck.kinds.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.schema.Schemas;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class BuiltInTypesTest {

  private final Schemas schemas = Schemas.load();
  private final BuiltInRegistry registry = new BuiltInRegistry();

  @Test
  void everyServedKindItsListAndItsSubresourcesHaveASchema() {
    for (var type : registry.all()) {
      var resource = type.resource();
      assertThat(schemas.type(resource.apiVersion(), type.kind())).as(type.kind()).isPresent();
      if (type.stored()) {
        assertThat(schemas.type(resource.apiVersion(), type.kind() + "List"))
            .as(type.kind() + "List")
            .isPresent();
      }
      for (var sub : Subresource.of(type)) {
        if (!sub.kind().endsWith("Options")) {
          assertThat(schemas.type(sub.group(), sub.version(), sub.kind()))
              .as(type.kind() + "/" + sub.name())
              .isPresent();
        }
      }
    }
  }

  /** Kubernetes says nothing of this one. */
  private static final String UNDESCRIBED = "Handler";

  @ParameterizedTest
  @CsvFileSource(resources = "columns.csv", delimiter = '|')
  void hasTheColumnsOfKubernetes(String kind, String columns) {
    assertThat(type(kind).strategy().columns().stream().map(BuiltInTypesTest::shown))
        .containsExactly(columns.split(", "));
  }

  @Test
  void everyStoredKindIsInTheTableOfColumns() throws IOException {
    var rows = new String(getClass().getResourceAsStream("columns.csv").readAllBytes(), UTF_8);
    for (var type : registry.all()) {
      if (type.stored() && type.storage().equals(type)) {
        assertThat(rows).contains(type.resource().apiVersion() + " " + type.kind() + "|");
      }
    }
  }

  @Test
  void everyColumnIsDescribed() {
    for (var type : registry.all()) {
      for (var column : type.strategy().columns()) {
        if (!column.name().equals(UNDESCRIBED)) {
          assertThat(column.description()).as(type.kind() + " " + column.name()).isNotBlank();
        }
      }
    }
  }

  private ResourceType type(String kind) {
    return registry.all().stream()
        .filter(type -> kind.equals(type.resource().apiVersion() + " " + type.kind()))
        .findFirst()
        .orElseThrow();
  }

  private static String shown(Column column) {
    return column.name()
        + ": "
        + column.type()
        + (column.format().isEmpty() ? "" : "/" + column.format())
        + (column.priority() == 0 ? "" : " wide");
  }
}
