package dev.quarterdeck.apiserver.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Attributes;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** The reviews that ask an authorizer: may somebody do something? */
final class AccessReviews {

  private final Authorizer authorizer;

  AccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  void ofSelf(User user, ObjectNode review) {
    AccessReviewRules.self(review);
    decide(user, review);
  }

  void ofSubject(ObjectNode review) {
    AccessReviewRules.subject(review);
    decide(subject(review.path("spec")), review);
  }

  /**
   * @throws ApiFault BAD_REQUEST when the review names another namespace than the URL
   */
  void ofSubjectIn(String namespace, ObjectNode review) {
    var own = review.withObjectProperty("metadata");
    if (own.path("namespace").asText("").isEmpty()) {
      own.put("namespace", namespace);
    }
    if (!own.path("namespace").asText().equals(namespace)) {
      throw ApiFault.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request:"
              + " %s is not %s".formatted(own.path("namespace").asText(), namespace));
    }
    AccessReviewRules.local(review);
    decide(subject(review.path("spec")), review);
  }

  private static User subject(JsonNode spec) {
    var extra = new HashMap<String, List<String>>();
    spec.path("extra").properties().forEach(e -> extra.put(e.getKey(), texts(e.getValue())));
    return new User(
        spec.path("user").asText(""),
        spec.path("uid").asText(""),
        texts(spec.path("groups")),
        extra);
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(item -> texts.add(item.asText("")));
    return texts;
  }

  private void decide(User user, ObjectNode review) {
    var decision = authorizer.authorize(attributes(user, review.path("spec")));
    var status = review.putObject("status");
    status.put("allowed", decision instanceof Authorizer.Decision.Allow);
    if (decision instanceof Authorizer.Decision.Deny) {
      status.put("denied", true);
    }
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
  }

  private static Attributes attributes(User user, JsonNode spec) {
    var asked = spec.path("resourceAttributes");
    if (!asked.isObject()) {
      var path = spec.path("nonResourceAttributes");
      return Attributes.ofPath(user, path.path("verb").asText(""), path.path("path").asText(""));
    }
    return new Attributes(
        user,
        asked.path("verb").asText(""),
        asked.path("group").asText(""),
        asked.path("version").asText(""),
        asked.path("resource").asText(""),
        asked.path("subresource").asText(""),
        asked.path("namespace").asText(""),
        asked.path("name").asText(""),
        "",
        fields(asked.path("fieldSelector")));
  }

  /** What cannot be read permits nothing more. */
  private static FieldSelector fields(JsonNode selector) {
    var raw = selector.path("rawSelector").asText("");
    if (!raw.isEmpty()) {
      try {
        return FieldSelector.parse(raw);
      } catch (ApiFault malformed) {
        return FieldSelector.EVERYTHING;
      }
    }
    var terms = new ArrayList<FieldSelector.Requirement>();
    for (var term : selector.path("requirements")) {
      var operator = term.path("operator").asText("");
      var values = texts(term.path("values"));
      if (values.size() == 1 && (operator.equals("In") || operator.equals("NotIn"))) {
        terms.add(
            new FieldSelector.Requirement(
                term.path("key").asText(""), operator.equals("In"), values.getFirst()));
      }
    }
    return new FieldSelector(terms);
  }
}
