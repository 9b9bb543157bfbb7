package dev.quarterdeck.kinds.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.schema.Schemas;
import java.io.IOException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** As Kubernetes' strategies and storage answer for it. */
  @ParameterizedTest
  @CsvFileSource(resources = "storage.csv", delimiter = '|')
  void isStoredAndWrittenAsInKubernetes(String kind, String key, String facts) {
    var type = type(kind);
    var strategy = type.strategy();
    assertThat(type.storePrefix()).isEqualTo(key);
    var said = new TreeMap<String, Boolean>();
    said.put("showsDeleted", type.showsDeleted());
    said.put("withoutGeneration", !type.generation());
    said.put("createsOnUpdate", strategy.createsOnUpdate());
    said.put("updatesNeedVersion", !strategy.updatesUnconditionally());
    said.put("orphansDependents", strategy.orphansDependents().isPresent());
    said.put("deprecated", strategy.deprecation().isPresent());
    said.values().removeIf(isSo -> !isSo);
    assertThat(said.keySet())
        .containsExactlyInAnyOrder(facts == null ? new String[0] : facts.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"columns.csv", "storage.csv"})
  void everyStoredKindIsInTheTables(String table) throws IOException {
    var rows = new String(getClass().getResourceAsStream(table).readAllBytes(), UTF_8);
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
