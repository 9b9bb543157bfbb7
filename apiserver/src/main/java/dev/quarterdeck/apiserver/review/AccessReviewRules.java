package dev.quarterdeck.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.model.ApiFault;
import java.util.List;
import java.util.Set;

/** The rules on access reviews (pkg/apis/authorization/validation). */
final class AccessReviewRules {

  private static final String GROUP = "authorization.k8s.io";

  private AccessReviewRules() {}

  /**
   * @throws ApiFault INVALID
   */
  static void self(ObjectNode review) {
    var root = Field.root(review);
    question(root.get("spec"));
    noMetadata(root, Set.of(), "must be empty");
    refuse(root, "SelfSubjectAccessReview");
  }

  /**
   * @throws ApiFault INVALID
   */
  static void subject(ObjectNode review) {
    var root = Field.root(review);
    question(root.get("spec"));
    subject(root.get("spec"));
    noMetadata(root, Set.of(), "must be empty");
    refuse(root, "SubjectAccessReview");
  }

  /**
   * @throws ApiFault INVALID
   */
  static void local(ObjectNode review) {
    var root = Field.root(review);
    var spec = root.get("spec");
    question(spec);
    subject(spec);
    noMetadata(root, Set.of("namespace"), "must be empty except for namespace");
    var asked = spec.get("resourceAttributes");
    var namespace = asked.get("namespace");
    if (asked.present() && !namespace.text().equals(root.get("metadata", "namespace").text())) {
      namespace.invalid("must match metadata.namespace");
    }
    if (spec.get("nonResourceAttributes").present()) {
      spec.get("nonResourceAttributes").invalid("disallowed on this kind of request");
    }
    refuse(root, "LocalSubjectAccessReview");
  }

  private static void refuse(Field root, String kind) {
    if (!root.errors().isEmpty()) {
      throw ApiFault.invalid(GROUP, kind, "", root.errors());
    }
  }

  private static void question(Field spec) {
    var resource = spec.get("resourceAttributes");
    var path = spec.get("nonResourceAttributes");
    if (resource.present() && path.present()) {
      path.invalid("cannot be specified in combination with resourceAttributes");
    }
    if (resource.absent() && path.absent()) {
      resource.invalid(
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    selector(resource.get("fieldSelector"));
    selector(resource.get("labelSelector"));
  }

  private static void subject(Field spec) {
    if (spec.get("user").absent() && spec.get("groups").node().isEmpty()) {
      spec.get("user").invalid("at least one of user or group must be specified");
    }
  }

  private static void selector(Field selector) {
    if (selector.absent()) {
      return;
    }
    var raw = selector.get("rawSelector");
    var requirements = selector.get("requirements");
    if (raw.present() && !requirements.node().isEmpty()) {
      raw.invalid("may not specified at the same time as requirements");
    }
    if (raw.absent() && requirements.node().isEmpty()) {
      requirements.required(
          "when %s is specified, requirements or rawSelector is required"
              .formatted(selector.path()));
    }
    requirements.items().forEach(AccessReviewRules::requirement);
  }

  private static void requirement(Field requirement) {
    if (requirement.get("key").absent()) {
      requirement.get("key").required("must be specified");
    }
    var values = requirement.get("values");
    switch (requirement.get("operator").text()) {
      case "In", "NotIn" -> {
        if (values.node().isEmpty()) {
          values.required("must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.node().isEmpty()) {
          values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default ->
          requirement
              .get("operator")
              .notSupported(List.of("In", "NotIn", "Exists", "DoesNotExist"));
    }
  }

  /** A review is never stored, so it has no business with metadata. */
  private static void noMetadata(Field root, Set<String> allowed, String detail) {
    var metadata = root.get("metadata");
    for (var field : metadata.node().properties()) {
      var empty = Tree.absent(field.getValue()) || emptyContainer(field.getValue());
      if (!empty && !field.getKey().equals("managedFields") && !allowed.contains(field.getKey())) {
        metadata.invalid(detail);
        return;
      }
    }
  }

  private static boolean emptyContainer(JsonNode node) {
    return node.isContainerNode() && node.isEmpty();
  }
}
