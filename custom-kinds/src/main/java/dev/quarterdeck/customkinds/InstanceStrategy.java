package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.PublishedSchema;
import dev.quarterdeck.kinds.Scaling;
import dev.quarterdeck.kinds.SelectableFields;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.schema.ObjectType;
import dev.quarterdeck.machinery.schema.TypeSchema;
import dev.quarterdeck.machinery.structural.Defaulting;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What one version of a custom kind does, as its definition says. */
final class InstanceStrategy implements Strategy {

  private final Definition definition;
  private final Definition.Version version;
  private final InstanceType type;
  private final SelectableFields selectable;
  private volatile List<Column> columns;

  InstanceStrategy(Definition definition, Definition.Version version, TypeSchema metadata) {
    this.definition = definition;
    this.version = version;
    this.type =
        new InstanceType(version.name(), definition.names().kind(), version.schema(), metadata);
    this.selectable = new SelectableFields(selectable(definition, version));
  }

  /** The cache reads selectable fields from stored objects, whatever version declares them. */
  private static List<String> selectable(Definition definition, Definition.Version version) {
    var from =
        version.storage()
            ? definition.versions().stream().flatMap(v -> v.selectable().stream())
            : version.selectable().stream();
    return from.distinct().map(InstanceStrategy::name).toList();
  }

  /** {@code .spec.color} is {@code spec.color} in a selector. */
  private static String name(String path) {
    return path.substring(1);
  }

  Definition definition() {
    return definition;
  }

  Definition.Version version() {
    return version;
  }

  private StructuralSchema schema() {
    return version.schema().structural();
  }

  @Override
  public Optional<ObjectType> objectType() {
    return Optional.of(type);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    if (definition.terminating()) {
      throw new ApiFault(
          Reason.METHOD_NOT_ALLOWED,
          "create not allowed while custom resource definition is terminating");
    }
    if (version.status()) {
      object.remove("status");
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    if (!version.status()) {
      return;
    }
    if (!context.isStatus()) {
      Tree.restore(object, old, "status");
      return;
    }
    var status = object.get("status");
    var managed = object.path("metadata").get("managedFields");
    var resourceVersion = object.path("metadata").get("resourceVersion");
    object.removeAll();
    object.setAll(old.deepCopy());
    put(object, "status", status);
    put(Tree.child(object, "metadata"), "managedFields", managed);
    put(Tree.child(object, "metadata"), "resourceVersion", resourceVersion);
  }

  private static void put(ObjectNode object, String field, JsonNode value) {
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Defaulting.apply(object, schema());
  }

  /** Metadata only: what the schema says depends on what was there before. */
  @Override
  public List<FieldError> validate(ObjectNode object) {
    return MetadataRules.errors(object, definition.namespaced(), Names::dns1123Subdomain);
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode object, WriteContext context) {
    return InstanceRules.onCreate(object, version.schema().compiled());
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    var root = Field.root(object);
    MetadataRules.checkUpdate(root.get("metadata"), Tree.child(old, "metadata"));
    return Stream.concat(
            root.errors().stream(),
            InstanceRules.onUpdate(object, old, version.schema().compiled()).stream())
        .toList();
  }

  @Override
  public List<String> warnings(ObjectNode object, ObjectNode old, WriteContext context) {
    return context.subresource().isEmpty() ? InstanceWarnings.of(object, old) : List.of();
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  public boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return !withoutMetadata(object).equals(withoutMetadata(old));
  }

  private static Map<String, JsonNode> withoutMetadata(ObjectNode object) {
    var rest = new HashMap<String, JsonNode>();
    object.properties().forEach(entry -> rest.put(entry.getKey(), entry.getValue()));
    rest.remove("metadata");
    return rest;
  }

  @Override
  public Scaling scaling() {
    return new InstanceScaling(Objects.requireNonNull(version.scale(), "scale is not served"));
  }

  @Override
  public boolean custom() {
    return true;
  }

  @Override
  public Optional<String> listKind() {
    return Optional.of(definition.names().listKind());
  }

  @Override
  public Optional<PublishedSchema> published() {
    return Optional.of(new InstanceSchema(definition, version));
  }

  @Override
  public Optional<String> deprecation() {
    return version.deprecation();
  }

  @Override
  public SelectableFields selectableFields() {
    return selectable;
  }

  @Override
  public List<Column> columns() {
    var known = columns;
    if (known == null) {
      known = InstanceColumns.of(version.columns());
      columns = known;
    }
    return known;
  }
}
