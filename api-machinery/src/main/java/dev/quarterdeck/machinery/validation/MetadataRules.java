package dev.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules on metadata that hold for every kind (apimachinery's ValidateObjectMeta). */
public final class MetadataRules {

  private static final int MAX_ANNOTATIONS_BYTES = 256 << 10;
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");
  private static final List<String> IMMUTABLE =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private MetadataRules() {}

  /** Rules on the metadata alone; {@code nameRule} is the kind's own. */
  public static void check(Field metadata, boolean namespaced, Names.Rule nameRule) {
    names(metadata, nameRule);
    namespace(metadata.get("namespace"), namespaced);
    metadata.get("generation").notNegative();
    labels(metadata.get("labels"));
    annotations(metadata.get("annotations"));
    owners(metadata.get("ownerReferences"));
    finalizers(metadata.get("finalizers"));
  }

  private static void names(Field metadata, Names.Rule rule) {
    var prefix = metadata.get("generateName");
    if (prefix.present()) {
      var text = prefix.text();
      var masked =
          text.length() > 1 && text.endsWith("-")
              ? text.substring(0, text.length() - 1) + "a"
              : text;
      prefix.invalidFor(rule.check(masked));
    }
    var name = metadata.get("name");
    if (name.absent()) {
      name.required("name or generateName is required");
    } else {
      name.invalidFor(rule.check(name.text()));
    }
  }

  private static void namespace(Field namespace, boolean namespaced) {
    if (!namespaced) {
      if (namespace.present()) {
        namespace.forbidden("not allowed on this type");
      }
    } else if (namespace.absent()) {
      namespace.required("");
    } else {
      namespace.invalidFor(Names.dns1123Label(namespace.text()));
    }
  }

  /** Labels anywhere: in metadata, templates and selectors. */
  public static void labels(Field labels) {
    for (var label : labels.node().properties()) {
      Names.qualified(label.getKey()).forEach(m -> labels.invalid(label.getKey(), m));
      var value = label.getValue().asText("");
      Names.labelValue(value).forEach(m -> labels.invalid(value, m));
    }
  }

  /** Annotations anywhere: in metadata and templates. */
  public static void annotations(Field annotations) {
    var bytes = 0L;
    for (var annotation : annotations.node().properties()) {
      var key = annotation.getKey();
      Names.qualified(key.toLowerCase(Locale.ROOT)).forEach(m -> annotations.invalid(key, m));
      bytes += size(key) + size(annotation.getValue().asText(""));
    }
    if (bytes > MAX_ANNOTATIONS_BYTES) {
      annotations.tooLong(MAX_ANNOTATIONS_BYTES);
    }
  }

  private static long size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void owners(Field owners) {
    var controller = "";
    for (var item : owners.items()) {
      var owner = owners.with(item.node());
      owner(owner);
      var named = owner.get("kind").text() + "/" + owner.get("name").text();
      if (owner.get("controller").isTrue()) {
        if (!controller.isEmpty()) {
          owners.invalid(
              "Only one reference can have Controller set to true. Found \"true\" in references"
                  + " for %s and %s".formatted(controller, named));
        }
        controller = named;
      }
    }
  }

  private static void owner(Field owner) {
    var version = owner.get("apiVersion");
    if (version.absent() || version.text().endsWith("/")) {
      version.invalid(version.text(), "version must not be empty");
    }
    for (var name : List.of("kind", "name", "uid")) {
      if (owner.get(name).absent()) {
        owner.get(name).invalid("", "must not be empty");
      }
    }
    if (owner.get("apiVersion").text().equals("v1") && owner.get("kind").text().equals("Event")) {
      owner.invalid("/v1, Kind=Event is disallowed from being an owner");
    }
  }

  private static void finalizers(Field finalizers) {
    var names = Tree.texts(finalizers.node());
    for (var name : names) {
      Names.qualified(name).forEach(m -> finalizers.invalid(name, m));
    }
    if (names.contains("orphan") && names.contains("foregroundDeletion")) {
      finalizers.invalid("finalizer orphan and foregroundDeletion cannot be both set");
    }
  }

  /** Finalizers of built-in kinds say whose they are; those of custom kinds ought to. */
  public static void standardFinalizers(Field finalizers) {
    for (var finalizer : finalizers.items()) {
      var name = finalizer.text();
      if (!name.contains("/") && !STANDARD_FINALIZERS.contains(name)) {
        finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }

  /** Rules on a change of metadata. */
  public static void checkUpdate(Field metadata, ObjectNode oldMetadata) {
    for (var name : IMMUTABLE) {
      metadata.get(name).unchanged(oldMetadata.path(name));
    }
    if (metadata.get("generation").number() < oldMetadata.path("generation").asLong(0)) {
      metadata.get("generation").invalid("must not be decremented");
    }
    if (!Tree.absent(oldMetadata.get("deletionTimestamp"))) {
      noNewFinalizers(metadata.get("finalizers"), oldMetadata);
    }
  }

  private static void noNewFinalizers(Field finalizers, ObjectNode oldMetadata) {
    var extra = Tree.texts(finalizers.node());
    extra.removeAll(Tree.texts(oldMetadata.path("finalizers")));
    if (!extra.isEmpty()) {
      finalizers.forbidden(
          "no new finalizers can be added if the object is being deleted, found new finalizers "
              + extra.stream()
                  .map(f -> '"' + f + '"')
                  .collect(Collectors.joining(", ", "[]string{", "}")));
    }
  }

  /** The errors of {@link #check} on an object's metadata. */
  public static List<FieldError> errors(
      ObjectNode object, boolean namespaced, Names.Rule nameRule) {
    var root = Field.root(object);
    check(root.get("metadata"), namespaced, nameRule);
    return root.errors();
  }
}
