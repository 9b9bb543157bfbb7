package dev.quarterdeck.machinery.declarative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.schema.FieldRules;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.Quantities;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The defaults and rules that the facts table declares for a built-in type and the types within it,
 * compiled into a walk that visits nothing else. What compares fields, or depends on where a type
 * is used, is code of the kind.
 */
public final class TypeRules {

  private static final Map<Shape.Struct, TypeRules> COMPILED = new ConcurrentHashMap<>();

  private final List<Member> filled = new ArrayList<>();
  private final List<Member> ruled = new ArrayList<>();

  /**
   * A field with declarations of its own or within.
   *
   * @param isList whether the field is a list
   * @param isMap whether the field is a map with free keys
   * @param inner the declarations of its value, item or entry; null for none
   */
  private record Member(
      String name, FieldRules rules, boolean isList, boolean isMap, TypeRules inner) {}

  private TypeRules() {}

  /** The declarations of a type. */
  public static TypeRules of(Shape.Struct type) {
    var known = COMPILED.get(type);
    return known == null ? new Compiler().compile(type) : known;
  }

  /** Fills absent fields of {@code object} and rounds its amounts, in place. Idempotent. */
  public void fill(ObjectNode object) {
    for (var member : filled) {
      var value = object.get(member.name);
      if (member.rules.fill() != null && absent(value, member)) {
        value = member.rules.fill().deepCopy();
        object.set(member.name, value);
      }
      if (member.rules.roundsToMilli() && value instanceof ObjectNode amounts) {
        roundToMilli(amounts);
      }
      if (member.inner != null && value != null) {
        fillWithin(value, member);
      }
    }
  }

  private static boolean absent(JsonNode value, Member member) {
    return Tree.absent(value)
        || member.isList && value.isEmpty()
        || member.rules.fillsZero() && value.isNumber() && value.asLong() == 0;
  }

  private static void roundToMilli(ObjectNode amounts) {
    for (var entry : amounts.properties()) {
      var text = entry.getValue().asText();
      var rounded = Quantities.roundedToMilli(text);
      if (!rounded.equals(text)) {
        entry.setValue(TextNode.valueOf(rounded));
      }
    }
  }

  private static void fillWithin(JsonNode value, Member member) {
    if (member.isList || member.isMap) {
      for (var item : value) {
        if (item instanceof ObjectNode object) {
          member.inner.fill(object);
        }
      }
    } else if (value instanceof ObjectNode object) {
      member.inner.fill(object);
    }
  }

  /** Reports what the rules refuse in an object; what is of the wrong type is passed over. */
  public void check(Field object) {
    for (var member : ruled) {
      var present = object.node().get(member.name) != null;
      if (present || member.rules.needed()) {
        var field = object.get(member.name);
        FieldRule.check(field, member.rules, member.isList);
        if (present && member.inner != null) {
          checkWithin(field, member);
        }
      }
    }
  }

  private static void checkWithin(Field field, Member member) {
    if (member.isList) {
      field.each(member.inner::check);
    } else if (member.isMap) {
      field.entries().forEach(member.inner::check);
    } else if (field.node().isObject()) {
      member.inner.check(field);
    }
  }

  /** Compiles types that may contain themselves. */
  private static final class Compiler {

    private final Set<Shape.Struct> entered = new HashSet<>();

    TypeRules compile(Shape.Struct type) {
      var known = COMPILED.get(type);
      if (known != null || !entered.add(type)) {
        return known; // a type within itself declares nothing more
      }
      var declarations = new TypeRules();
      for (var field : type.fields().values()) {
        add(declarations, field);
      }
      COMPILED.put(type, declarations);
      return declarations;
    }

    private void add(TypeRules declarations, dev.quarterdeck.machinery.schema.Property field) {
      var isList = field.shape() instanceof Shape.ListOf;
      var isMap = field.shape() instanceof Shape.MapOf;
      var inner =
          switch (field.shape()) {
            case Shape.Struct struct -> compile(struct);
            case Shape.ListOf(Shape.Struct struct) -> compile(struct);
            case Shape.MapOf(Shape.Struct struct) -> compile(struct);
            case Shape.Scalar _, Shape.ListOf _, Shape.MapOf _, Shape.Anything _ -> null;
          };
      var fills = inner != null && !inner.filled.isEmpty();
      var rules = inner != null && !inner.ruled.isEmpty();
      if (fills || field.rules().fills()) {
        declarations.filled.add(
            new Member(field.name(), field.rules(), isList, isMap, fills ? inner : null));
      }
      if (rules || field.rules().refuses()) {
        declarations.ruled.add(
            new Member(field.name(), field.rules(), isList, isMap, rules ? inner : null));
      }
    }
  }
}
