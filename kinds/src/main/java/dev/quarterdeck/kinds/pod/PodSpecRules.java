package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;

/** What a PodSpec may say, in pods and in templates (ValidatePodSpec). */
public final class PodSpecRules {

  private PodSpecRules() {}

  public static void check(Field spec) {
    var volumes = VolumeRules.check(spec.get("volumes"));
    ContainerRules.checkAll(spec, volumes);
    policies(spec);
    for (var secret : spec.get("imagePullSecrets").items()) {
      secret.get("name").needed();
    }
    SecurityRules.pod(spec);
    SchedulingRules.check(spec);
    dns(spec);
    hostAliases(spec.get("hostAliases"));
    hostPorts(spec);
  }

  private static void policies(Field spec) {
    var deadline = spec.get("activeDeadlineSeconds");
    if (deadline.present() && (deadline.number() < 1 || deadline.number() > Integer.MAX_VALUE)) {
      deadline.invalid("must be between 1 and 2147483647, inclusive");
    }
    for (var gate : spec.get("readinessGates").items()) {
      gate.get("conditionType").invalidFor(Names.qualified(gate.get("conditionType").text()));
    }
    var gates = new HashSet<String>();
    for (var gate : spec.get("schedulingGates").items()) {
      gate.invalidFor(Names.qualified(gate.get("name").text()));
      if (!gates.add(gate.get("name").text())) {
        gate.duplicate(gate.get("name").text());
      }
    }
    if (!gates.isEmpty() && spec.get("nodeName").present()) {
      spec.get("nodeName").forbidden("cannot be set until all schedulingGates have been cleared");
    }
  }

  private static void dns(Field spec) {
    var servers = spec.get("dnsConfig", "nameservers");
    if (spec.get("dnsPolicy").text().equals("None")) {
      if (spec.get("dnsConfig").absent()) {
        spec.get("dnsConfig").required("must provide `dnsConfig` when `dnsPolicy` is None");
      } else if (servers.items().isEmpty()) {
        servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
      }
    }
    if (servers.items().size() > 3) {
      servers.invalid("must not have more than 3 nameservers");
    }
    for (var option : spec.get("dnsConfig", "options").items()) {
      if (option.get("name").absent()) {
        option.required("must not be empty");
      }
    }
  }

  private static void hostAliases(Field aliases) {
    for (var alias : aliases.items()) {
      alias.get("ip").invalidFor(IpRules.ip(alias.get("ip").text()));
      var hostnames = alias.get("hostnames");
      for (var name : hostnames.items()) {
        hostnames.with(name.node()).invalidFor(Names.dns1123Subdomain(name.text()));
      }
    }
  }

  /** One host port can be had once per protocol and address, whatever container asks. */
  private static void hostPorts(Field spec) {
    var taken = new HashSet<String>();
    for (var container : spec.get("containers").items()) {
      for (var port : container.get("ports").items()) {
        var host = port.get("hostPort");
        onHostNetwork(spec, port);
        var key = port.get("protocol").text() + port.get("hostIP").text() + host.number();
        if (host.number() > 0 && !taken.add(key)) {
          host.duplicate(
              "%s/%s/%d"
                  .formatted(
                      port.get("protocol").text(), port.get("hostIP").text(), host.number()));
        }
      }
    }
    if (spec.get("hostNetwork").isTrue() && spec.get("hostUsers").present() && hostUsersOff(spec)) {
      spec.get("hostNetwork").forbidden("when `hostUsers` is false");
    }
  }

  private static void onHostNetwork(Field spec, Field port) {
    var host = port.get("hostPort").number();
    var number = port.get("containerPort");
    if (spec.get("hostNetwork").isTrue() && host != 0 && host != number.number()) {
      number.invalid("must match `hostPort` when `hostNetwork` is true");
    }
  }

  private static boolean hostUsersOff(Field spec) {
    return !Tree.absent(spec.node().get("hostUsers")) && !spec.get("hostUsers").isTrue();
  }
}
