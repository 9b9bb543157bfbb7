package dev.quarterdeck.apiserver.openapi;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one HTTP method does at one path, apart from how a version of OpenAPI writes it.
 *
 * @param method in lower case
 * @param action Kubernetes' name for it: list, post, put, patch, delete, deletecollection, connect
 * @param id unique over all documents, such as {@code listCoreV1NamespacedPod}
 * @param kind the kind it speaks of
 * @param body the definition of the request's body; empty for none
 * @param response the definition of the answer; empty for none
 * @param status the code of success, such as 200
 * @param patchTypes the media types of a patch's body; empty for any other operation
 */
record Operation(
    String method,
    String action,
    String id,
    String description,
    String tag,
    Kind kind,
    List<QueryParameter> query,
    String body,
    String response,
    int status,
    List<String> patchTypes) {

  /** A group, version and kind. */
  record Kind(String group, String version, String kind) {}

  /**
   * A path and what can be done there.
   *
   * @param parameters names of the path's own parameters, in order
   */
  record Path(String path, List<String> parameters, List<Operation> operations) {}

  /**
   * The media types of patches of any kind. Clients read here which they may send: a strategic
   * merge needs a kind of Kubernetes' own.
   */
  static final List<String> PATCH_TYPES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json");

  /** Those of kinds with merge strategies. */
  static final List<String> PATCH_TYPES_OF_BUILT_INS =
      Stream.concat(PATCH_TYPES.stream(), Stream.of("application/strategic-merge-patch+json"))
          .toList();

  boolean isPatch() {
    return action.equals("patch");
  }
}
