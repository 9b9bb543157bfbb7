package dev.quarterdeck.apiserver.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.access.RuleResolver;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.User;
import java.util.List;

/**
 * Answers who somebody is and what they may do: {@code kubectl auth whoami} and {@code can-i}.
 * Reviews are a request and an answer in one object and are never stored.
 */
public final class Reviews {

  private final AccessReviews access;
  private final TokenReviews tokens;
  private final RuleResolver rules;

  public Reviews(Authorizer authorizer, RuleResolver rules, TokenReviews tokens) {
    this.access = new AccessReviews(authorizer);
    this.tokens = tokens;
    this.rules = rules;
  }

  /**
   * Fills in the review's status.
   *
   * @param resource the review's resource name
   * @param namespace the URL's; empty for reviews outside namespaces
   * @param review belongs to the call
   * @throws ApiFault BAD_REQUEST or INVALID when it asks nothing, or in a wrong way
   */
  public ObjectNode answer(User user, String resource, String namespace, ObjectNode review) {
    switch (resource) {
      case "selfsubjectreviews" -> user.describe(review.putObject("status").putObject("userInfo"));
      case "selfsubjectaccessreviews" -> access.ofSelf(user, review);
      case "subjectaccessreviews" -> access.ofSubject(review);
      case "localsubjectaccessreviews" -> access.ofSubjectIn(namespace, review);
      case "selfsubjectrulesreviews" -> list(user, review);
      case "tokenreviews" -> tokens.answer(review);
      default -> throw ApiFault.badRequest("not a review: " + resource);
    }
    return review;
  }

  private void list(User user, ObjectNode review) {
    var namespace = review.path("spec").path("namespace").asText("");
    if (namespace.isEmpty()) {
      throw ApiFault.badRequest("no namespace on request: set spec.namespace");
    }
    var found = rules.rulesFor(user, namespace);
    var status = review.putObject("status").put("incomplete", false);
    var resources = status.putArray("resourceRules");
    for (var rule : found.resources()) {
      var entry = resources.addObject();
      fill(entry.putArray("verbs"), rule.verbs());
      fill(entry.putArray("apiGroups"), rule.groups());
      fill(entry.putArray("resources"), rule.resources());
    }
    var paths = status.putArray("nonResourceRules");
    for (var rule : found.paths()) {
      var entry = paths.addObject();
      fill(entry.putArray("verbs"), rule.verbs());
      fill(entry.putArray("nonResourceURLs"), rule.paths());
    }
  }

  private static void fill(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
