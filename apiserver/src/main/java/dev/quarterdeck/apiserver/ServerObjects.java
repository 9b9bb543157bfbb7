package dev.quarterdeck.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.Lookup;
import dev.quarterdeck.apiserver.verb.Payload;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.apiregistration.LocalApiServices;
import dev.quarterdeck.kinds.apiregistration.LocalApiServices.Action;
import dev.quarterdeck.kinds.flowcontrol.BuiltInFlows;
import dev.quarterdeck.kinds.flowcontrol.FlowSchemaStatus;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the objects that tell of the server itself: APIServices for all it serves, the mandatory
 * and suggested flow-control objects, and whether FlowSchemas lead anywhere.
 */
final class ServerObjects {

  private static final Logger LOG = LoggerFactory.getLogger(ServerObjects.class);

  private static final GroupVersionResource API_SERVICES =
      new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices");
  private static final GroupVersionResource SCHEMAS =
      new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", "flowschemas");
  private static final GroupVersionResource LEVELS =
      new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations");

  private final Registry registry;
  private final Lookup lookup;
  private final Verbs verbs;
  private final OwnRequests requests;
  private final InstantSource clock;

  ServerObjects(
      Registry registry, Lookup lookup, Verbs verbs, OwnRequests requests, InstantSource clock) {
    this.registry = registry;
    this.lookup = lookup;
    this.verbs = verbs;
    this.requests = requests;
    this.clock = clock;
  }

  /**
   * Makes up for what is missing. What another server does at the same time is no failure, and what
   * fails is tried again in the next round.
   *
   * @return whether nothing failed
   */
  boolean run() {
    var complete = true;
    for (var action : LocalApiServices.plan(registry.all(), lookup.all(API_SERVICES))) {
      switch (action) {
        case Action.Create(var service) -> complete &= create(API_SERVICES, service);
        case Action.Delete(var name) ->
            complete &=
                attempt(
                    API_SERVICES,
                    name,
                    () -> verbs.delete().delete(requests.about(API_SERVICES, "", name)));
      }
    }
    complete &= ensure(LEVELS, "PriorityLevelConfiguration");
    complete &= ensure(SCHEMAS, "FlowSchema");
    var levels =
        lookup.all(LEVELS).stream()
            .map(level -> Tree.text(level, "/metadata/name"))
            .collect(Collectors.toSet());
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    for (var schema : lookup.all(SCHEMAS)) {
      FlowSchemaStatus.update(schema, levels, now).ifPresent(this::updateStatus);
    }
    return complete;
  }

  private boolean ensure(GroupVersionResource resource, String kind) {
    var names =
        lookup.all(resource).stream()
            .map(object -> Tree.text(object, "/metadata/name"))
            .collect(Collectors.toSet());
    var complete = true;
    for (var flow : BuiltInFlows.of(kind)) {
      if (!names.contains(Tree.text(flow, "/metadata/name"))) {
        complete &= create(resource, flow);
      }
    }
    return complete;
  }

  private boolean create(GroupVersionResource resource, ObjectNode object) {
    return attempt(
        resource,
        Tree.text(object, "/metadata/name"),
        () -> verbs.create().create(requests.about(resource, "", ""), new Payload(object, null)));
  }

  private void updateStatus(ObjectNode schema) {
    var name = Tree.text(schema, "/metadata/name");
    attempt(
        SCHEMAS,
        name,
        () ->
            verbs
                .update()
                .update(requests.on("status", SCHEMAS, "", name), new Payload(schema, null)));
  }

  private static boolean attempt(GroupVersionResource resource, String name, Runnable write) {
    try {
      write.run();
      return true;
    } catch (ApiFault fault) {
      return switch (fault.reason()) {
        case ALREADY_EXISTS, CONFLICT, NOT_FOUND -> true;
        default -> {
          LOG.warn(
              "could not write own object resource={} object={} reason={}",
              resource.groupResource(),
              name,
              fault.getMessage());
          yield false;
        }
      };
    }
  }
}
