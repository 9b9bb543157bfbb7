package dev.quarterdeck.apiserver.openapi;

import dev.quarterdeck.apiserver.openapi.Operation.Kind;
import dev.quarterdeck.apiserver.openapi.Operation.Path;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The paths of one kind, as discovery's verbs say they are served. */
final class Operations {

  static final String PATCH = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";
  static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
  static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";

  private final ResourceType type;
  private final Schemas schemas;
  private final String room;
  private final String scope;

  Operations(ResourceType type, Schemas schemas) {
    this.type = type;
    this.schemas = schemas;
    this.room = groupName() + capital(type.resource().version());
    this.scope = type.namespaced() ? "Namespaced" : "";
  }

  private String groupName() {
    var group = type.resource().group();
    var name = new StringBuilder();
    for (var part : group.isEmpty() ? new String[] {"core"} : group.split("\\.")) {
      if (!part.equals("k8s") && !part.equals("io")) {
        name.append(capital(part));
      }
    }
    return name.toString();
  }

  private static String capital(String word) {
    return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  List<Path> paths() {
    var resource = type.resource();
    var verbs = type.verbs();
    var paths = new ArrayList<Path>();
    var everywhere = resource.rootPath() + "/" + resource.resource();
    if (type.namespaced() && verbs.contains("list")) {
      var id = "list" + room + type.kind() + "ForAllNamespaces";
      paths.add(new Path(everywhere, List.of(), List.of(list(id))));
    }
    var parameters = type.namespaced() ? List.of("namespace") : List.<String>of();
    var collection =
        type.namespaced()
            ? resource.rootPath() + "/namespaces/{namespace}/" + resource.resource()
            : everywhere;
    paths.add(new Path(collection, parameters, onCollection(verbs)));
    var withName = new ArrayList<>(List.of("name"));
    withName.addAll(parameters);
    if (verbs.contains("get")) {
      paths.add(new Path(collection + "/{name}", withName, onItem(verbs)));
    }
    for (var sub : Subresource.of(type)) {
      paths.add(new Path(collection + "/{name}/" + sub.name(), withName, onSubresource(sub, "")));
      if (sub.name().equals("proxy")) {
        var withPath = new ArrayList<>(withName);
        withPath.add("path");
        var below = collection + "/{name}/proxy/{path}";
        paths.add(new Path(below, withPath, onSubresource(sub, "WithPath")));
      }
    }
    return paths;
  }

  private List<Operation> onCollection(List<String> verbs) {
    var operations = new ArrayList<Operation>();
    if (verbs.contains("list")) {
      operations.add(list(id("list", "")));
    }
    if (verbs.contains("create")) {
      operations.add(write("post", "create", id("create", ""), own(), 201));
    }
    if (verbs.contains("deletecollection")) {
      operations.add(
          new Operation(
              "delete",
              "deletecollection",
              "delete" + room + "Collection" + scope + type.kind(),
              "delete collection of " + type.kind(),
              tag(),
              own(),
              QueryParameter.DELETING_MANY,
              DELETE_OPTIONS,
              STATUS,
              200,
              List.of()));
    }
    return operations;
  }

  private List<Operation> onItem(List<String> verbs) {
    var operations = new ArrayList<Operation>();
    operations.add(read(id("read", ""), own()));
    if (verbs.contains("update")) {
      operations.add(write("put", "replace", id("replace", ""), own(), 200));
      operations.add(patch(id("patch", ""), own()));
    }
    if (verbs.contains("delete")) {
      operations.add(
          new Operation(
              "delete",
              "delete",
              id("delete", ""),
              "delete a " + type.kind(),
              tag(),
              own(),
              QueryParameter.DELETING,
              DELETE_OPTIONS,
              STATUS,
              200,
              List.of()));
    }
    return operations;
  }

  private List<Operation> onSubresource(Subresource sub, String variant) {
    var kind = new Kind(sub.group(), sub.version(), sub.kind());
    var suffix = capital(sub.name()) + variant;
    var operations = new ArrayList<Operation>();
    var verbs = new ArrayList<>(sub.verbs());
    if (sub.name().equals("proxy")) {
      verbs.addAll(List.of("head", "options")); // no verbs to authorizers, but passed on
    }
    for (var verb : verbs) {
      operations.add(
          sub.kind().endsWith("Options")
              ? connect(verb, kind, suffix)
              : switch (verb) {
                case "get" -> read(id("read", suffix), kind);
                case "create" -> write("post", "create", id("create", suffix), kind, 201);
                case "update" -> write("put", "replace", id("replace", suffix), kind, 200);
                case "patch" -> patch(id("patch", suffix), kind);
                default -> throw new IllegalStateException("no such verb: " + verb);
              });
    }
    return operations;
  }

  private Operation connect(String verb, Kind kind, String suffix) {
    var method =
        switch (verb) {
          case "create" -> "post";
          case "update" -> "put";
          default -> verb;
        };
    return new Operation(
        method,
        "connect",
        "connect" + room + capital(method) + scope + type.kind() + suffix,
        "connect %s requests to %s of %s"
            .formatted(
                method.toUpperCase(Locale.ROOT), suffix.toLowerCase(Locale.ROOT), type.kind()),
        tag(),
        kind,
        List.of(),
        "",
        "",
        200,
        List.of());
  }

  private Operation list(String id) {
    return new Operation(
        "get",
        "list",
        id,
        "list or watch objects of kind " + type.kind(),
        tag(),
        own(),
        QueryParameter.LISTING,
        "",
        listDefinition(),
        200,
        List.of());
  }

  private Operation read(String id, Kind kind) {
    var description = "read " + kind.kind() + " of the specified " + type.kind();
    var query = List.<QueryParameter>of();
    return new Operation(
        "get", "get", id, description, tag(), kind, query, "", definition(kind), 200, List.of());
  }

  private Operation write(String method, String verb, String id, Kind kind, int status) {
    var definition = definition(kind);
    return new Operation(
        method,
        method,
        id,
        verb + " " + kind.kind(),
        tag(),
        kind,
        QueryParameter.WRITING,
        definition,
        definition,
        status,
        List.of());
  }

  private Operation patch(String id, Kind kind) {
    return new Operation(
        "patch",
        "patch",
        id,
        "partially update " + kind.kind(),
        tag(),
        kind,
        QueryParameter.PATCHING,
        PATCH,
        definition(kind),
        200,
        type.strategy().published().isPresent()
            ? Operation.PATCH_TYPES
            : Operation.PATCH_TYPES_OF_BUILT_INS);
  }

  private String id(String verb, String suffix) {
    return verb + room + scope + type.kind() + suffix;
  }

  private String tag() {
    var name = groupName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT)
        + name.substring(1)
        + "_"
        + type.resource().version();
  }

  private Kind own() {
    return new Kind(type.resource().group(), type.resource().version(), type.kind());
  }

  private String listDefinition() {
    var resource = type.resource();
    return type.strategy()
        .published()
        .map(schema -> schema.definition() + "List")
        .orElseGet(
            () -> definition(new Kind(resource.group(), resource.version(), type.kind() + "List")));
  }

  private String definition(Kind kind) {
    var published = type.strategy().published();
    if (published.isPresent() && kind.equals(own())) {
      return published.get().definition();
    }
    return schemas.definition(kind.group(), kind.version(), kind.kind()).orElse("");
  }
}
