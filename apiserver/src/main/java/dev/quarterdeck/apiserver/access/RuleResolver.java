package dev.quarterdeck.apiserver.access;

import dev.quarterdeck.model.User;
import java.util.List;

/** Lists what a user may do, for {@code kubectl auth can-i --list}. */
@FunctionalInterface
public interface RuleResolver {

  /** A resource rule as SelfSubjectRulesReview shows it; {@code "*"} stands for all. */
  record ResourceRule(List<String> verbs, List<String> groups, List<String> resources) {}

  /** Verbs on paths that are no resource. */
  record PathRule(List<String> verbs, List<String> paths) {}

  /** All the rules found. */
  record Rules(List<ResourceRule> resources, List<PathRule> paths) {}

  Rules rulesFor(User user, String namespace);
}
