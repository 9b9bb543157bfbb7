package dev.quarterdeck.kinds.networking;

import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import dev.quarterdeck.machinery.validation.SelectorRules;
import java.util.List;

/** What a NetworkPolicy may say (ValidateNetworkPolicySpec). */
final class NetworkPolicyRules {

  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final List<String> TYPES = List.of("Ingress", "Egress");

  private NetworkPolicyRules() {}

  static void check(Field spec) {
    SelectorRules.check(spec.get("podSelector"));
    rules(spec.get("ingress"), "from");
    rules(spec.get("egress"), "to");
    var types = spec.get("policyTypes");
    if (types.items().size() > TYPES.size()) {
      types.invalid("may not specify more than two policyTypes");
      return;
    }
    for (var type : types.items()) {
      if (!TYPES.contains(type.text())) {
        type.notSupported(TYPES);
      }
    }
  }

  private static void rules(Field rules, String peers) {
    for (var rule : rules.items()) {
      rule.get("ports").items().forEach(NetworkPolicyRules::port);
      rule.get(peers).items().forEach(NetworkPolicyRules::peer);
    }
  }

  private static void port(Field rule) {
    if (rule.get("protocol").present() && !PROTOCOLS.contains(rule.get("protocol").text())) {
      rule.get("protocol").notSupported(PROTOCOLS);
    }
    var port = rule.get("port");
    var end = rule.get("endPort");
    if (port.absent()) {
      if (end.present()) {
        end.invalid("may not be specified when `port` is not specified");
      }
    } else if (port.node().isTextual()) {
      if (end.present()) {
        end.invalid("may not be specified when `port` is non-numeric");
      }
      port.invalidFor(Names.portName(port.text()));
    } else {
      port.invalidFor(Names.portNumber(port.number()));
      if (end.present() && end.number() < port.number()) {
        end.invalid("must be greater than or equal to `port`");
      }
      if (end.present()) {
        end.invalidFor(Names.portNumber(end.number()));
      }
    }
  }

  private static void peer(Field peer) {
    var block = peer.get("ipBlock");
    var selectors = 0;
    for (var name : List.of("podSelector", "namespaceSelector")) {
      if (peer.get(name).present()) {
        selectors++;
        SelectorRules.check(peer.get(name));
      }
    }
    if (block.present()) {
      block(block);
    }
    if (selectors == 0 && block.absent()) {
      peer.required("must specify a peer");
    } else if (selectors > 0 && block.present()) {
      peer.forbidden("may not specify both ipBlock and another peer");
    }
  }

  private static void block(Field block) {
    var cidr = block.get("cidr");
    if (cidr.absent()) {
      cidr.required("");
      return;
    }
    if (!Addresses.isCidr(cidr.text())) {
      cidr.invalid(Addresses.NOT_A_CIDR);
      return;
    }
    for (var except : block.get("except").items()) {
      if (!Addresses.isCidr(except.text())) {
        except.invalid(Addresses.NOT_A_CIDR);
      } else if (!Addresses.isWithin(except.text(), cidr.text())) {
        except.invalid("must be a strict subset of `cidr`");
      }
    }
  }
}
