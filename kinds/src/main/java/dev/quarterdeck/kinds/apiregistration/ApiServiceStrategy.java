package dev.quarterdeck.kinds.apiregistration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.Base64;
import java.util.List;

/**
 * APIService (apiregistration.k8s.io/v1): a version of a group, and who serves it. One without a
 * Service is this server's own.
 */
public final class ApiServiceStrategy extends KindStrategy {

  private static final int PORT = 443;
  private static final int MAX_GROUP_PRIORITY = 20_000;
  private static final int MAX_VERSION_PRIORITY = 1_000;

  public ApiServiceStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::pathSegment);
  }

  /** What is served here is available at once. */
  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    super.prepareForCreate(object, context);
    var status = object.putObject("status");
    if (Tree.absent(object.path("spec").get("service"))) {
      status
          .putArray("conditions")
          .addObject()
          .put("type", "Available")
          .put("status", "True")
          .put("lastTransitionTime", context.now().toString())
          .put("reason", "Local")
          .put("message", "Local APIServices are always available");
    }
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    if (object.path("spec").get("service") instanceof ObjectNode service) {
      Tree.fill(service, "port", PORT);
    }
  }

  @Override
  public boolean updatesUnconditionally() {
    return false;
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    var group = spec.get("group");
    var version = spec.get("version");
    var wanted = version.text() + "." + group.text();
    var name = object.get("metadata", "name");
    if (!name.text().equals(wanted)) {
      name.invalid("must be `spec.version+\".\"+spec.group`: \"%s\"".formatted(wanted));
    }
    if (group.absent() && !version.text().equals("v1")) {
      group.required("only v1 may have an empty group and it better be legacy kube");
    }
    if (group.present()) {
      group.invalidFor(Names.dns1123Subdomain(group.text()));
    }
    version.invalidFor(Names.dns1035Label(version.text()));
    priority(spec.get("groupPriorityMinimum"), MAX_GROUP_PRIORITY, "20000");
    priority(spec.get("versionPriority"), MAX_VERSION_PRIORITY, "1000");
    if (spec.get("service").absent()) {
      local(spec);
    } else {
      remote(spec);
    }
    for (var condition : object.get("status", "conditions").items()) {
      condition.get("status").noneBut(List.of("True", "False", "Unknown"));
    }
  }

  private static void priority(Field priority, int max, String shown) {
    if (priority.number() <= 0 || priority.number() > max) {
      priority.invalid(priority.number(), "must be positive and less than " + shown);
    }
  }

  private static void local(Field spec) {
    var bundle = spec.get("caBundle");
    if (bundle.present()) {
      bundle.invalid(
          "%d bytes".formatted(length(bundle.text())), "local APIServices may not have a caBundle");
    }
    if (spec.get("insecureSkipTLSVerify").isTrue()) {
      spec.get("insecureSkipTLSVerify")
          .invalid("local APIServices may not have insecureSkipTLSVerify");
    }
  }

  private static int length(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException malformed) {
      return base64.length();
    }
  }

  private static void remote(Field spec) {
    for (var field : List.of("namespace", "name")) {
      if (spec.get("service", field).absent()) {
        spec.get("service", field).required("");
      }
    }
    var port = spec.get("service", "port");
    port.invalidFor(Names.portNumber(port.number()));
    if (spec.get("insecureSkipTLSVerify").isTrue() && spec.get("caBundle").present()) {
      spec.get("insecureSkipTLSVerify").invalid("may not be true if caBundle is present");
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text("Service", "Who serves it.", (object, now) -> service(object)),
        Columns.text("Available", "Whether it answers.", (object, now) -> available(object)),
        Column.AGE);
  }

  private static String service(JsonNode object) {
    var service = object.path("spec").path("service");
    return service.isObject()
        ? Tree.text(service, "/namespace") + "/" + Tree.text(service, "/name")
        : "Local";
  }

  private static String available(JsonNode object) {
    for (var condition : Tree.objects(object.path("status"), "conditions")) {
      if (Tree.text(condition, "/type").equals("Available")) {
        var status = Tree.text(condition, "/status");
        return status.equals("True")
            ? status
            : "%s (%s)".formatted(status, Tree.text(condition, "/reason"));
      }
    }
    return Columns.UNKNOWN;
  }
}
