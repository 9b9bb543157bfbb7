package dev.quarterdeck.apiserver.http;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.Locale;

/**
 * What a client wants objects shown as, from its Accept header: as they are, or as rows of a table,
 * or only their metadata.
 *
 * @param yaml YAML instead of JSON
 */
record Form(View view, boolean yaml) {

  enum View {
    OBJECT,
    TABLE,
    METADATA
  }

  static final Form JSON = new Form(View.OBJECT, false);

  private static final Form YAML = new Form(View.OBJECT, true);
  private static final String SERVED =
      "only the following media types are accepted: application/json, application/yaml,"
          + " application/json;as=Table;v=v1;g=meta.k8s.io,"
          + " application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,"
          + " application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

  /**
   * The first of the listed media types we serve.
   *
   * @param accept the header; null for anything
   * @throws ApiFault NOT_ACCEPTABLE when we serve none of them
   */
  static Form of(String accept) {
    if (accept == null || accept.isBlank() || accept.equals("application/json")) {
      return JSON;
    }
    for (var range : accept.split(",")) {
      var form = one(range.strip().toLowerCase(Locale.ROOT).split("\\s*;\\s*"));
      if (form != null) {
        return form;
      }
    }
    throw new ApiFault(Reason.NOT_ACCEPTABLE, SERVED);
  }

  /** Null when we do not serve it. */
  private static Form one(String[] range) {
    var as = "";
    var known = true;
    for (var i = 1; i < range.length; i++) {
      switch (range[i]) {
        case String s when s.startsWith("as=") -> as = s.substring(3);
        case "v=v1", "g=meta.k8s.io" -> {}
        case String s when s.startsWith("v=") || s.startsWith("g=") -> known = false;
        default -> {} // q, charset, stream=watch: all the same to us
      }
    }
    if (!as.isEmpty()) {
      return known && range[0].equals("application/json") ? view(as) : null;
    }
    return switch (range[0]) {
      case "application/json", "application/*", "*/*" -> JSON;
      case "application/yaml", "application/x-yaml", "text/yaml" -> YAML;
      default -> null;
    };
  }

  private static Form view(String as) {
    return switch (as) {
      case "table" -> new Form(View.TABLE, false);
      case "partialobjectmetadata", "partialobjectmetadatalist" -> new Form(View.METADATA, false);
      default -> null;
    };
  }

  String contentType() {
    return yaml ? "application/yaml" : "application/json";
  }
}
