package dev.quarterdeck.kinds.pod;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.HashSet;
import java.util.List;

/** What a PodSpec may say, in pods and in templates (ValidatePodSpec). */
public final class PodSpecRules {

  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");

  private PodSpecRules() {}

  public static void check(Field spec) {
    var volumes = VolumeRules.check(spec.get("volumes"));
    ContainerRules.checkAll(spec, volumes);
    policies(spec);
    names(spec);
    MetadataRules.labels(spec.get("nodeSelector"));
    SecurityRules.pod(spec);
    SchedulingRules.check(spec);
    dns(spec);
    hostAliases(spec.get("hostAliases"));
    hostPorts(spec);
  }

  private static void policies(Field spec) {
    spec.get("restartPolicy").oneOf(RESTART);
    spec.get("dnsPolicy").oneOf(DNS);
    var deadline = spec.get("activeDeadlineSeconds");
    if (deadline.present() && (deadline.number() < 1 || deadline.number() > Integer.MAX_VALUE)) {
      deadline.invalid("must be between 1 and 2147483647, inclusive");
    }
    var preemption = spec.get("preemptionPolicy");
    if (preemption.present()) {
      preemption.oneOf(List.of("Never", "PreemptLowerPriority"));
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
    var os = spec.get("os", "name");
    if (spec.get("os").present()) {
      os.oneOf(List.of("linux", "windows"));
    }
  }

  private static void names(Field spec) {
    for (var name : List.of("serviceAccountName", "nodeName", "priorityClassName")) {
      if (spec.get(name).present()) {
        spec.get(name).invalidFor(Names.dns1123Subdomain(spec.get(name).text()));
      }
    }
    for (var name : List.of("hostname", "subdomain")) {
      if (spec.get(name).present()) {
        spec.get(name).invalidFor(Names.dns1123Label(spec.get(name).text()));
      }
    }
    for (var secret : spec.get("imagePullSecrets").items()) {
      if (secret.get("name").absent()) {
        secret.get("name").required("");
      }
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
    for (var server : servers.items()) {
      if (!Addresses.isIp(server.text())) {
        server.invalid(Addresses.NOT_AN_IP);
      }
    }
    for (var option : spec.get("dnsConfig", "options").items()) {
      if (option.get("name").absent()) {
        option.required("must not be empty");
      }
    }
  }

  private static void hostAliases(Field aliases) {
    for (var alias : aliases.items()) {
      if (!Addresses.isIp(alias.get("ip").text())) {
        alias.get("ip").invalid(Addresses.NOT_AN_IP);
      }
      for (var hostname : alias.get("hostnames").items()) {
        var name = new Field(hostname.node(), alias.path() + ".hostnames", hostname.errors());
        name.invalidFor(Names.dns1123Subdomain(name.text()));
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
