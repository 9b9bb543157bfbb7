package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** authentication.k8s.io and authorization.k8s.io: questions about users, never stored. */
final class AccessKinds {

  private AccessKinds() {}

  static List<ResourceType> all() {
    return List.of(
        review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
        review("authentication.k8s.io", "tokenreviews", "TokenReview"),
        local("localsubjectaccessreviews", "LocalSubjectAccessReview"),
        review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
        review("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
        review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview"));
  }

  private static ResourceType review(String group, String resource, String kind) {
    var name = new GroupVersionResource(group, "v1", resource);
    return ResourceType.clusterScoped(name, kind, PlainStrategy.ofCluster()).notStored();
  }

  private static ResourceType local(String resource, String kind) {
    var name = new GroupVersionResource("authorization.k8s.io", "v1", resource);
    Strategy plain = new PlainStrategy(Names::dns1123Subdomain);
    return ResourceType.namespaced(name, kind, plain).notStored();
  }
}
