package dev.quarterdeck.machinery.schema.build;

import com.google.gson.annotations.SerializedName;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Kind;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Property;
import dev.quarterdeck.machinery.schema.build.TypeDefinition.Type;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads definitions from the annotated model classes, completed by the facts. */
final class ModelClasses {

  private static final String ROOM = "io.kubernetes.client.openapi.models.";

  private static final Map<String, Type> PLAIN =
      Map.of(
          "java.lang.String", new Type.Plain('s', "string", ""),
          "java.lang.Boolean", new Type.Plain('b', "boolean", ""),
          "java.lang.Integer", new Type.Plain('i', "integer", "int32"),
          "java.lang.Long", new Type.Plain('l', "integer", "int64"),
          "java.lang.Double", new Type.Plain('d', "number", "double"),
          "[B", new Type.Plain('y', "string", "byte"),
          "io.kubernetes.client.custom.Quantity", new Type.Ref(Wellknown.QUANTITY),
          "io.kubernetes.client.custom.IntOrString", new Type.Ref(Wellknown.INT_OR_STRING),
          "java.time.OffsetDateTime", new Type.Ref(Wellknown.TIME));

  private final Facts facts;
  private final Map<String, Class<?>> classes = new HashMap<>();
  private final Map<Class<?>, String> names = new HashMap<>();

  ModelClasses(Facts facts) {
    this.facts = facts;
    for (var room : facts.packages().values()) {
      for (var type : room.types()) {
        var found = find(room, type);
        classes.put(room.name() + "." + type, found);
        names.put(found, room.name() + "." + type);
      }
    }
  }

  /** {@code V1Pod}, or {@code CoreV1Event} where the short name is not unique. */
  private static Class<?> find(Facts.Package room, String type) {
    var parts = room.name().split("\\.");
    var last = capital(parts[parts.length - 1]);
    var group = capital(parts[parts.length - 2]);
    for (var name : List.of(last + type, group + last + type)) {
      try {
        return Class.forName(ROOM + name, false, ModelClasses.class.getClassLoader());
      } catch (ClassNotFoundException tryTheNext) {
        continue;
      }
    }
    throw new IllegalArgumentException(
        "no model class for the type %s of %s".formatted(type, room.name()));
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** All definitions that have a model class, by name. */
  List<TypeDefinition> read() {
    var definitions = new ArrayList<TypeDefinition>();
    for (var room : facts.packages().values()) {
      for (var type : room.types()) {
        definitions.add(definition(room, type));
      }
    }
    definitions.sort(Comparator.comparing(TypeDefinition::name));
    return definitions;
  }

  private TypeDefinition definition(Facts.Package room, String type) {
    var name = room.name() + "." + type;
    var model = classes.get(name);
    var properties = new ArrayList<Property>();
    for (var field : model.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        properties.add(property(name, model, field));
      }
    }
    properties.sort(Comparator.comparing(Property::name));
    return new TypeDefinition(
        name, description(model), kinds(room, name, type, properties), properties, facts.on(name));
  }

  private static String description(Class<?> model) {
    var annotation = model.getAnnotation(ApiModel.class);
    return annotation == null ? "" : annotation.description();
  }

  private Property property(String owner, Class<?> model, Field field) {
    var name = field.getAnnotation(SerializedName.class).value();
    var about = facts.on(owner + "." + name);
    var annotation = getter(model, field).getAnnotation(ApiModelProperty.class);
    var type = type(field.getGenericType(), about.get("as"));
    var description = annotation.value();
    if (description.isEmpty() && type instanceof Type.Ref(var target)) {
      // The generator of the model classes drops what stands beside a reference.
      description = classes.containsKey(target) ? description(classes.get(target)) : "";
    }
    var required = annotation.required() || about.containsKey("required");
    return new Property(name, type, description, required, about);
  }

  private static java.lang.reflect.Method getter(Class<?> model, Field field) {
    for (var method : model.getDeclaredMethods()) {
      if (method.getParameterCount() == 0
          && method.isAnnotationPresent(ApiModelProperty.class)
          && method.getName().equalsIgnoreCase("get" + field.getName().replaceFirst("^_", ""))) {
        return method;
      }
    }
    throw new IllegalArgumentException("no getter for %s of %s".formatted(field, model));
  }

  private Type type(java.lang.reflect.Type java, String as) {
    if (java instanceof ParameterizedType generic) {
      var arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? new Type.ListOf(type(arguments[0], as))
          : new Type.MapOf(type(arguments[1], as));
    }
    if (as != null) {
      return Wellknown.named(as);
    }
    if (java instanceof Class<?> model && names.containsKey(model)) {
      return new Type.Ref(names.get(model));
    }
    if (PLAIN.get(java.getTypeName().replace("byte[]", "[B")) instanceof Type plain) {
      return plain;
    }
    throw new IllegalArgumentException("the facts must say what %s is".formatted(java));
  }

  private List<Kind> kinds(
      Facts.Package room, String name, String type, List<Property> properties) {
    var has = properties.stream().map(Property::name).toList();
    var stated = facts.on(name).get("kind");
    if (stated != null && stated.equals("every")) {
      return facts.packages().values().stream()
          .filter(each -> each.group() != null)
          .map(each -> new Kind(each.group(), each.version(), type))
          .distinct()
          .toList();
    }
    return stated != null || has.containsAll(List.of("apiVersion", "kind", "metadata"))
        ? List.of(new Kind(room.group(), room.version(), type))
        : List.of();
  }
}
