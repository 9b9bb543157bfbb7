package dev.quarterdeck.kinds.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.machinery.protobuf.ProtobufReader;
import dev.quarterdeck.machinery.protobuf.ProtobufWriter;
import dev.quarterdeck.machinery.schema.FieldValidation;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every stored built-in kind. A test that extends it has a static method {@code
 * kinds} that names the kinds; each has its object in {@link Examples}.
 */
public abstract class KindContract {

  private static final Schemas SCHEMAS = Schemas.load();

  @ParameterizedTest
  @MethodSource("kinds")
  void anExampleIsValidAndItsDefaultsSettle(ResourceType type) {
    var strategy = type.strategy();
    var created = Trees.created(strategy, Examples.of(type));
    assertThat(strategy.validate(created)).isEmpty();
    var again = created.deepCopy();
    strategy.applyDefaults(again);
    assertThat(again).isEqualTo(created);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void storingItAgainUnchangedIsValidAndChangesNothing(ResourceType type) {
    var strategy = type.strategy();
    var created = Trees.created(strategy, Examples.of(type));
    var updated = Trees.node(created.toString()).deepCopy();
    var object = (ObjectNode) updated;
    strategy.prepareForUpdate(object, created, Trees.PLAIN);
    strategy.applyDefaults(object);
    assertThat(object).isEqualTo(created);
    assertThat(strategy.desiredStateDiffers(object, created)).isFalse();
    assertThat(strategy.validateUpdate(object, created, Trees.PLAIN)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyRowIsAsWideAsItsHeader(ResourceType type) {
    var created = Trees.created(type.strategy(), Examples.of(type));
    for (var column : type.strategy().columns()) {
      assertThat(column.cell().of(created, Trees.NOW)).as(column.name()).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void treesOfTheWrongShapeAreRefusedOrIgnoredButNeverACrash(ResourceType type) {
    var strategy = type.strategy();
    for (var broken : new String[] {"7", "text", "[1]", "{a: 1}", "null", "[{a: [1]}, 3, null]"}) {
      for (var field : Examples.of(type).properties()) {
        if (!field.getKey().equals("metadata")) {
          var object = Trees.with(Examples.of(type), "/" + field.getKey(), broken);
          var created = Trees.created(strategy, object);
          strategy.validate(created);
          strategy.selectableFields().of(created);
          strategy.warnings(created, null, Trees.PLAIN);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anExampleWithItsDefaultsComesBackFromProtobufAsItWas(ResourceType type) {
    var apiVersion = type.resource().apiVersion();
    var object = decoded(type, Examples.of(type));
    type.strategy().applyDefaults(object);
    object.put("apiVersion", apiVersion).put("kind", type.kind());
    var writer = ProtobufWriter.of(apiVersion, type.kind()).orElseThrow();
    var written = writer.write(Json.write(object));
    assertThat(withoutEmpties(ProtobufReader.read(written))).isEqualTo(withoutEmpties(object));
  }

  /** The wire knows no difference between an empty list or text and none. */
  private static JsonNode withoutEmpties(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> isEmpty(field.getValue()));
    }
    node.forEach(KindContract::withoutEmpties);
    return node;
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isArray() && value.isEmpty() || value.isTextual() && value.textValue().isEmpty();
  }

  private static ObjectNode decoded(ResourceType type, ObjectNode object) {
    SCHEMAS
        .type(type.resource().apiVersion(), type.kind())
        .orElseThrow()
        .decode(object, null, FieldValidation.STRICT);
    return object;
  }
}
