package dev.quarterdeck.apiserver.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.machinery.apply.Apply;
import dev.quarterdeck.machinery.apply.Versions;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps metadata.managedFields: who owns which fields of an object. */
final class FieldOwners {

  private static final Logger LOG = LoggerFactory.getLogger(FieldOwners.class);
  private static final String NOBODY = "unknown";

  private final FieldCheck fields;
  private final Registry registry;
  private final InstantSource clock;

  FieldOwners(FieldCheck fields, Registry registry, InstantSource clock) {
    this.fields = fields;
    this.registry = registry;
    this.clock = clock;
  }

  /**
   * What server-side apply makes of {@code live}; an empty object to create.
   *
   * @throws ApiFault CONFLICT; UNSUPPORTED_MEDIA_TYPE for kinds without a schema
   */
  ObjectNode apply(VerbRequest request, ObjectNode live, ObjectNode applied) {
    var write = request.write();
    return rules(request)
        .orElseThrow(
            () ->
                new ApiFault(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "%s has no schema that server-side apply could follow"
                        .formatted(request.type().kind())))
        .apply(live, applied, write.fieldManager(), write.force());
  }

  /**
   * Notes in {@code object} who changed what; an apply has done so itself. A write never fails for
   * it: where owners cannot be told the object has none, as in Kubernetes.
   *
   * @param old an empty object for a new one
   */
  void track(VerbRequest request, ObjectNode old, ObjectNode object) {
    if (request.write().applies()) {
      return;
    }
    var manager = request.write().manager();
    try {
      rules(request).ifPresent(r -> r.track(old, object, manager.isEmpty() ? NOBODY : manager));
    } catch (ApiFault untrackable) {
      LOG.warn(
          "forgot who owns an object's fields resource={} namespace={} object={} reason={}",
          request.type().resource().groupResource(),
          request.namespace(),
          request.name(),
          untrackable.getMessage());
      Metadata.of(object).remove("managedFields");
    }
  }

  private Optional<Apply> rules(VerbRequest request) {
    var type = request.type();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return fields
        .shape(type)
        .map(
            shape ->
                new Apply(
                    version -> view(type, version),
                    type.resource().apiVersion(),
                    request.subresource(),
                    type.subresources().contains("status"),
                    now));
  }

  /** A version of the kind, empty when it has none of that name. */
  private Optional<Versions.View> view(ResourceType type, String version) {
    var slash = version.indexOf('/');
    var name =
        new GroupVersionResource(
            slash < 0 ? "" : version.substring(0, slash),
            version.substring(slash + 1),
            type.resource().resource());
    return sibling(type, name)
        .flatMap(
            sibling ->
                fields
                    .shape(sibling)
                    .map(
                        shape -> new Versions.View(shape, object -> shown(type, sibling, object))));
  }

  private Optional<ResourceType> sibling(ResourceType type, GroupVersionResource name) {
    return name.equals(type.resource())
        ? Optional.of(type)
        : registry.find(name).filter(t -> t.storePrefix().equals(type.storePrefix()));
  }

  private static ObjectNode shown(ResourceType type, ResourceType sibling, ObjectNode object) {
    var conversion = type.converts() ? type.conversion() : sibling.conversion();
    return conversion.convert(object.deepCopy(), sibling.resource().apiVersion());
  }
}
