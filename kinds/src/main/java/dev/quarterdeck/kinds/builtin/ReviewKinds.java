package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import java.util.List;

/** authentication.k8s.io and authorization.k8s.io: questions about users, never stored. */
final class ReviewKinds {

  private static final String AUTHENTICATION = "authentication.k8s.io/v1";
  private static final String AUTHORIZATION = "authorization.k8s.io/v1";

  private ReviewKinds() {}

  /** In the order discovery shows them. */
  static List<ResourceType> all() {
    return List.of(
        review(Kind.cluster(AUTHENTICATION, "selfsubjectreviews", "SelfSubjectReview")),
        review(Kind.cluster(AUTHENTICATION, "tokenreviews", "TokenReview")),
        review(
            Kind.namespaced(
                AUTHORIZATION, "localsubjectaccessreviews", "LocalSubjectAccessReview")),
        review(Kind.cluster(AUTHORIZATION, "selfsubjectaccessreviews", "SelfSubjectAccessReview")),
        review(Kind.cluster(AUTHORIZATION, "selfsubjectrulesreviews", "SelfSubjectRulesReview")),
        review(Kind.cluster(AUTHORIZATION, "subjectaccessreviews", "SubjectAccessReview")));
  }

  private static ResourceType review(Kind kind) {
    return kind.notStored().type();
  }
}
