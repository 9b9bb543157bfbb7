package dev.quarterdeck.kinds.apiregistration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.Base64;

/** What an APIService may say (ValidateAPIService). */
final class ApiServiceRules {

  private static final int MAX_GROUP_PRIORITY = 20_000;
  private static final int MAX_VERSION_PRIORITY = 1_000;

  private ApiServiceRules() {}

  /** What is served here is available at once. */
  static void prepare(ObjectNode service, WriteContext context) {
    var status = service.putObject("status");
    if (Tree.absent(service.path("spec").get("service"))) {
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

  static void check(Field service) {
    var spec = service.get("spec");
    var group = spec.get("group");
    var version = spec.get("version");
    var wanted = version.text() + "." + group.text();
    var name = service.get("metadata", "name");
    if (!name.text().equals(wanted)) {
      name.invalid("must be `spec.version+\".\"+spec.group`: \"%s\"".formatted(wanted));
    }
    if (group.absent() && !version.text().equals("v1")) {
      group.required("only v1 may have an empty group and it better be legacy kube");
    }
    version.invalidFor(Names.dns1035Label(version.text()));
    priority(spec.get("groupPriorityMinimum"), MAX_GROUP_PRIORITY, "20000");
    priority(spec.get("versionPriority"), MAX_VERSION_PRIORITY, "1000");
    if (spec.get("service").absent()) {
      local(spec);
    } else {
      remote(spec);
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
    spec.get("service", "namespace").needed();
    spec.get("service", "name").needed();
    var port = spec.get("service", "port");
    port.invalidFor(Names.portNumber(port.number()));
    if (spec.get("insecureSkipTLSVerify").isTrue() && spec.get("caBundle").present()) {
      spec.get("insecureSkipTLSVerify").invalid("may not be true if caBundle is present");
    }
  }
}
