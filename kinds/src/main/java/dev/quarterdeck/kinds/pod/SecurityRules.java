package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.pattern.LinearPattern;
import dev.quarterdeck.machinery.validation.Field;
import java.util.HashSet;
import java.util.List;

/** The rules on security contexts. */
final class SecurityRules {

  private static final String ID_RANGE = "must be between 0 and 2147483647, inclusive";

  private static final int SYSCTL_LENGTH = 253;
  private static final LinearPattern SYSCTL =
      LinearPattern.fixed("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");

  private SecurityRules() {}

  static void pod(Field spec) {
    var context = spec.get("securityContext");
    for (var name : List.of("runAsUser", "runAsGroup", "fsGroup")) {
      id(context.get(name));
    }
    context.get("supplementalGroups").items().forEach(SecurityRules::id);
    profile(context.get("seccompProfile"));
    profile(context.get("appArmorProfile"));
    sysctls(context.get("sysctls"), spec.get("hostNetwork").isTrue());
    if (spec.get("shareProcessNamespace").isTrue() && spec.get("hostPID").isTrue()) {
      spec.get("shareProcessNamespace")
          .invalid("ShareProcessNamespace and HostPID cannot both be enabled");
    }
  }

  private static void sysctls(Field sysctls, boolean hostNetwork) {
    var seen = new HashSet<String>();
    for (var sysctl : sysctls.items()) {
      var name = sysctl.get("name");
      if (name.absent()) {
        name.required("");
      } else if (name.text().length() > SYSCTL_LENGTH || !SYSCTL.matches(name.text())) {
        name.invalid(
            "must have at most %d characters and match regex %s"
                .formatted(SYSCTL_LENGTH, SYSCTL.expression()));
      } else if (!seen.add(name.text().replace('/', '.'))) {
        name.duplicate();
      } else if (hostNetwork && name.text().replace('/', '.').startsWith("net.")) {
        name.invalid("may not be set when `hostNetwork` is true");
      }
    }
  }

  static void container(Field context) {
    for (var name : List.of("runAsUser", "runAsGroup")) {
      id(context.get(name));
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
