package dev.quarterdeck.apiserver.registry.pod;

import dev.quarterdeck.apiserver.registry.Field;
import java.util.List;

/** The rules on security contexts. */
final class SecurityRules {

  private static final String ID_RANGE = "must be between 0 and 2147483647, inclusive";
  private static final List<String> SECCOMP = List.of("Localhost", "RuntimeDefault", "Unconfined");

  private SecurityRules() {}

  static void pod(Field spec) {
    var context = spec.get("securityContext");
    for (var name : List.of("runAsUser", "runAsGroup", "fsGroup")) {
      id(context.get(name));
    }
    context.get("supplementalGroups").items().forEach(SecurityRules::id);
    var change = context.get("fsGroupChangePolicy");
    if (change.present()) {
      change.oneOf(List.of("Always", "OnRootMismatch"));
    }
    profile(context.get("seccompProfile"));
    profile(context.get("appArmorProfile"));
    for (var sysctl : context.get("sysctls").items()) {
      if (sysctl.get("name").absent()) {
        sysctl.get("name").required("");
      }
    }
    if (spec.get("shareProcessNamespace").isTrue() && spec.get("hostPID").isTrue()) {
      spec.get("shareProcessNamespace")
          .invalid("ShareProcessNamespace and HostPID cannot both be enabled");
    }
  }

  static void container(Field context) {
    for (var name : List.of("runAsUser", "runAsGroup")) {
      id(context.get(name));
    }
    var mount = context.get("procMount");
    if (mount.present()) {
      mount.oneOf(List.of("Default", "Unmasked"));
    }
    profile(context.get("seccompProfile"));
    profile(context.get("appArmorProfile"));
    var escalation = context.get("allowPrivilegeEscalation");
    if (escalation.present() && !escalation.isTrue()) {
      if (context.get("privileged").isTrue()) {
        context.invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
      }
      for (var capability : context.get("capabilities", "add").items()) {
        if (capability.text().equals("CAP_SYS_ADMIN")) {
          context.invalid(
              "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add`"
                  + " CAP_SYS_ADMIN");
        }
      }
    }
  }

  private static void id(Field id) {
    if (id.present() && (id.number() < 0 || id.number() > Integer.MAX_VALUE)) {
      id.invalid(ID_RANGE);
    }
  }

  private static void profile(Field profile) {
    if (profile.absent()) {
      return;
    }
    profile.get("type").oneOf(SECCOMP);
    var file = profile.get("localhostProfile");
    if (profile.get("type").text().equals("Localhost")) {
      if (file.absent()) {
        file.required("must be set when seccomp type is Localhost");
      }
    } else if (file.present()) {
      file.invalid("can only be set when seccomp type is Localhost");
    }
  }
}
