package dev.quarterdeck.machinery.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Declares schemas to the checker. What the schema does not describe (unknown fields that are
 * preserved) is not declared, so rules cannot name it. Sizes are the most a request of {@link
 * #MAX_REQUEST_BYTES} can hold, which the static cost estimate starts from.
 */
final class Declarations {

  static final long MAX_REQUEST_BYTES = 3L << 20;

  private static final long MAX_STRING = MAX_REQUEST_BYTES - 2;
  private static final long MAX_TIME_TEXT = 32;

  private final Map<String, CelType> structs = new LinkedHashMap<>();

  /**
   * Declares a schema and all below it.
   *
   * @param root whether it is a whole resource, whose kind and name rules can always see
   */
  Optional<DeclaredType> declare(StructuralSchema schema, boolean root) {
    if (schema.intOrString()) {
      return Optional.of(DeclaredType.scalar(SimpleType.DYN, textSize(schema, MAX_STRING), 1));
    }
    var whole = root ? ObjectFields.added(schema) : schema;
    return switch (whole.type()) {
      case "array" -> list(whole);
      case "object" ->
          whole.additionalProperties() != null ? map(whole) : Optional.of(object(whole));
      case "string" -> Optional.of(string(whole));
      case "boolean" -> Optional.of(DeclaredType.scalar(SimpleType.BOOL, 0, 4));
      case "number" -> Optional.of(DeclaredType.scalar(SimpleType.DOUBLE, 0, 1));
      case "integer" -> Optional.of(DeclaredType.scalar(SimpleType.INT, 0, 1));
      default -> Optional.empty();
    };
  }

  /** The object types declared so far, for the checker. */
  CelTypeProvider types() {
    var types = ImmutableList.copyOf(structs.values());
    var byName = Map.copyOf(structs);
    return new CelTypeProvider() {
      @Override
      public ImmutableCollection<CelType> types() {
        return types;
      }

      @Override
      public Optional<CelType> findType(String name) {
        return Optional.ofNullable(byName.get(name));
      }
    };
  }

  private Optional<DeclaredType> list(StructuralSchema schema) {
    return child(schema.items())
        .map(
            item ->
                new DeclaredType(
                    ListType.create(item.type()),
                    bound(schema.values().maxItems(), MAX_STRING / (item.minBytes() + 1)),
                    2,
                    Map.of(),
                    item));
  }

  private Optional<DeclaredType> map(StructuralSchema schema) {
    return child(schema.additionalProperties())
        .map(
            value ->
                new DeclaredType(
                    MapType.create(SimpleType.STRING, value.type()),
                    // a key takes at least two quotes, a letter, a colon and a comma
                    bound(schema.values().maxProperties(), MAX_STRING / (value.minBytes() + 6)),
                    2,
                    Map.of(),
                    value));
  }

  private Optional<DeclaredType> child(StructuralSchema schema) {
    return schema == null ? Optional.empty() : declare(schema, schema.embeddedResource());
  }

  private DeclaredType object(StructuralSchema schema) {
    var fields = new LinkedHashMap<String, DeclaredType>();
    var minBytes = 2L;
    for (var property : schema.properties().entrySet()) {
      var declared = child(property.getValue());
      if (declared.isEmpty()) {
        continue;
      }
      EscapedNames.escape(property.getKey()).ifPresent(name -> fields.put(name, declared.get()));
      if (schema.values().required().contains(property.getKey())
          && property.getValue().defaultValue() == null) {
        minBytes += property.getKey().length() + declared.get().minBytes() + 4;
      }
    }
    return new DeclaredType(struct(fields), 0, minBytes, Map.copyOf(fields), null);
  }

  /** A slash in the name keeps rules from naming the type. */
  private CelType struct(Map<String, DeclaredType> fields) {
    var name = "object/" + structs.size();
    var types = new LinkedHashMap<String, CelType>();
    fields.forEach((field, declared) -> types.put(field, declared.type()));
    var type =
        StructType.create(
            name,
            ImmutableSet.copyOf(types.keySet()),
            field -> Optional.ofNullable(types.get(field)));
    structs.put(name, type);
    return type;
  }

  private static DeclaredType string(StructuralSchema schema) {
    return switch (schema.values().format()) {
      case "byte" ->
          DeclaredType.scalar(SimpleType.BYTES, bound(schema.values().maxLength(), MAX_STRING), 2);
      case "duration" -> DeclaredType.scalar(SimpleType.DURATION, MAX_TIME_TEXT, 3);
      case "date" -> DeclaredType.scalar(SimpleType.TIMESTAMP, 12, 12);
      case "date-time" -> DeclaredType.scalar(SimpleType.TIMESTAMP, MAX_TIME_TEXT, 21);
      default -> DeclaredType.scalar(SimpleType.STRING, textSize(schema, longest(schema)), 2);
    };
  }

  /** A character takes up to four bytes. */
  private static long textSize(StructuralSchema schema, long otherwise) {
    var max = schema.values().maxLength();
    return max == null ? otherwise : Math.max(max, 0) * 4;
  }

  private static long longest(StructuralSchema schema) {
    return schema.values().enumValues().stream()
        .filter(value -> value.isTextual())
        .mapToLong(value -> value.textValue().length())
        .max()
        .orElse(MAX_STRING);
  }

  private static long bound(Long declared, long otherwise) {
    return declared == null ? otherwise : Math.max(declared, 0);
  }
}
