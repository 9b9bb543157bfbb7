package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.verb.Deadline;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.User;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server asks of itself, through the same verbs as everybody. */
record OwnRequests(Registry registry) {

  private static final Logger LOG = LoggerFactory.getLogger(OwnRequests.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final User SELF =
      new User("system:apiserver", List.of(User.MASTERS, User.AUTHENTICATED));

  VerbRequest about(GroupVersionResource resource, String namespace, String name) {
    return on("", resource, namespace, name);
  }

  VerbRequest on(String subresource, GroupVersionResource resource, String namespace, String name) {
    return VerbRequest.plain(
        SELF,
        registry.find(resource).orElseThrow(),
        namespace,
        name,
        subresource,
        Deadline.in(PATIENCE),
        warning -> LOG.warn("own request resource={} {}", resource.groupResource(), warning));
  }
}
