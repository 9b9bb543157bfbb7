package dev.quarterdeck.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers who one is and what one may do: {@code kubectl auth whoami} and {@code can-i}. Reviews
 * are a request and an answer in one object and are never stored.
 */
public final class Reviews {

  private final Authorizer authorizer;

  public Reviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * Fills in the review's status.
   *
   * @param resource the review's resource name
   * @param review belongs to the call
   * @throws ApiFault BAD_REQUEST when it asks nothing
   */
  public ObjectNode answer(User user, String resource, ObjectNode review) {
    switch (resource) {
      case "selfsubjectreviews" -> {
        var info = review.putObject("status").putObject("userInfo").put("username", user.name());
        var groups = info.putArray("groups");
        user.groups().forEach(groups::add);
      }
      case "selfsubjectaccessreviews" -> decide(user, review);
      case "subjectaccessreviews" -> decide(subject(review.path("spec")), review);
      default -> throw ApiFault.badRequest("not a review: " + resource);
    }
    return review;
  }

  private static User subject(JsonNode spec) {
    List<String> groups = new ArrayList<>();
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    return new User(spec.path("user").asText(""), groups);
  }

  private void decide(User user, ObjectNode review) {
    var status = review.putObject("status");
    switch (authorizer.authorize(attributes(user, review.path("spec")))) {
      case Authorizer.Decision.Allow(var reason) ->
          status.put("allowed", true).put("reason", reason);
      case Authorizer.Decision.Deny(var reason) ->
          status.put("allowed", false).put("denied", true).put("reason", reason);
      case Authorizer.Decision.NoOpinion(var reason) ->
          status.put("allowed", false).put("reason", reason);
    }
  }

  private static Attributes attributes(User user, JsonNode spec) {
    var asked = spec.path("resourceAttributes");
    if (asked.isObject()) {
      return new Attributes(
          user,
          asked.path("verb").asText(""),
          asked.path("group").asText(""),
          asked.path("version").asText(""),
          asked.path("resource").asText(""),
          asked.path("subresource").asText(""),
          asked.path("namespace").asText(""),
          asked.path("name").asText(""),
          "");
    }
    var path = spec.path("nonResourceAttributes");
    if (path.isObject()) {
      return Attributes.ofPath(user, path.path("verb").asText(""), path.path("path").asText(""));
    }
    throw ApiFault.badRequest(
        "spec: exactly one of resourceAttributes and nonResourceAttributes must be set");
  }
}
