package dev.quarterdeck.apiserver.registry.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.protobuf.ProtobufReader;
import dev.quarterdeck.apiserver.protobuf.ProtobufWriter;
import dev.quarterdeck.apiserver.registry.ResourceType;
import dev.quarterdeck.apiserver.schema.FieldValidation;
import dev.quarterdeck.apiserver.schema.Schemas;
import dev.quarterdeck.model.Json;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects as they are stored survive the way to a client and back. */
class ProtobufRoundTripTest {

  private static final Schemas SCHEMAS = Schemas.load();

  static Stream<String> kinds() {
    return new BuiltInRegistry()
        .all().stream().filter(ResourceType::stored).map(ResourceType::kind);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anExampleWithItsDefaultsComesBackAsItWas(String kind) {
    var type = Examples.type(kind);
    var apiVersion = type.resource().apiVersion();
    var object = decoded(type, Examples.of(kind));
    type.strategy().applyDefaults(object);
    object.put("apiVersion", apiVersion).put("kind", kind);
    var written = ProtobufWriter.of(apiVersion, kind).orElseThrow().write(Json.write(object));
    assertThat(withoutEmpties(ProtobufReader.read(written))).isEqualTo(withoutEmpties(object));
  }

  /** The wire knows no difference between an empty list or text and none. */
  private static JsonNode withoutEmpties(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> isEmpty(field.getValue()));
    }
    node.forEach(ProtobufRoundTripTest::withoutEmpties);
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
