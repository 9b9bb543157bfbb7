package dev.quarterdeck.kinds.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.model.FieldError;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** One row per rule: a valid object, changed at one place, and what the client is told. */
class KindRulesTest extends KindContract {

  static Stream<ResourceType> kinds() {
    return new BuiltInRegistry()
        .all().stream().filter(type -> type.stored() && type.storage().equals(type));
  }

  @ParameterizedTest(name = "{0} {1}={2}")
  @CsvFileSource(
      resources = {"create-rules.csv", "steering-create-rules.csv"},
      delimiter = '|',
      quoteCharacter = '`')
  void aWrongFieldIsNamed(String kind, String pointer, String value, String error) {
    assertThat(
            Trees.createErrors(
                Examples.strategy(kind), Trees.with(Examples.of(kind), pointer, value)))
        .extracting(FieldError::toString)
        .containsExactly(error);
  }

  @ParameterizedTest(name = "{0} {1}={2}")
  @CsvFileSource(
      resources = {"update-rules.csv", "steering-update-rules.csv"},
      delimiter = '|',
      quoteCharacter = '`')
  void aWrongChangeIsNamed(
      String kind, String oldPointer, String oldValue, String pointer, String value, String error) {
    var example = Examples.of(kind);
    var old =
        Trees.created(
            Examples.strategy(kind),
            oldPointer == null ? example : Trees.with(example, oldPointer, oldValue));
    var updated = pointer == null ? old : Trees.with(old, pointer, value);
    assertThat(
            Trees.updateErrors(
                Examples.strategy(kind), old, updated, new WriteContext("", "me", Trees.NOW)))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(
      resources = {"defaults.csv", "steering-defaults.csv"},
      delimiter = '|',
      quoteCharacter = '`')
  void anAbsentFieldIsFilledIn(
      String kind, String setPointer, String setValue, String pointer, String value) {
    var object =
        setPointer == null
            ? Examples.of(kind)
            : Trees.with(Examples.of(kind), setPointer, setValue);
    assertThat(Trees.created(Examples.strategy(kind), object).at(pointer))
        .isEqualTo(Trees.node(value));
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvFileSource(
      resources = {"cells.csv", "steering-cells.csv"},
      delimiter = '|',
      quoteCharacter = '`')
  void aColumnShows(String kind, String change, String column, String cell) {
    var object = Trees.created(Examples.strategy(kind), Examples.of(kind));
    if (change != null) {
      object = (ObjectNode) merged(object, Trees.yaml(change));
    }
    var shown = object;
    assertThat(Examples.strategy(kind).columns())
        .filteredOn(c -> c.name().equals(column))
        .singleElement()
        .satisfies(c -> assertThat(c.cell().of(shown, Trees.NOW)).hasToString(cell));
  }

  /** {@code before} is what an update changes; none for a create. */
  @ParameterizedTest(name = "{0} {2}")
  @CsvFileSource(resources = "warnings.csv", delimiter = '|', quoteCharacter = '`')
  void aWriterIsWarned(String kind, String before, String change, String warnings) {
    var names = kind.split("/");
    var strategy = Examples.strategy(names[0]);
    var context = new WriteContext(names.length > 1 ? names[1] : "", "me", Trees.NOW);
    var old = before == null ? null : changed(names[0], before);
    var object = changed(names[0], change);
    assertThat(strategy.warnings(object, old, context))
        .containsExactly(warnings == null ? new String[0] : warnings.split(" ;; "));
  }

  private static ObjectNode changed(String kind, String change) {
    var object = (ObjectNode) merged(Examples.of(kind), Trees.yaml(change));
    Examples.strategy(kind).applyDefaults(object);
    return object;
  }

  private static JsonNode merged(JsonNode target, JsonNode patch) {
    if (target instanceof ObjectNode object && patch.isObject()) {
      for (var field : patch.properties()) {
        object.set(
            field.getKey(),
            object.has(field.getKey())
                ? merged(object.get(field.getKey()), field.getValue())
                : field.getValue());
      }
      return object;
    }
    return patch;
  }
}
