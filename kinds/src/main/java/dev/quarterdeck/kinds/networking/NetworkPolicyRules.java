package dev.quarterdeck.kinds.networking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.AddressWarnings;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.IpRules;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** What a NetworkPolicy may say (ValidateNetworkPolicySpec). */
final class NetworkPolicyRules {

  private static final List<String> TYPES = List.of("Ingress", "Egress");

  private NetworkPolicyRules() {}

  static void applyDefaults(ObjectNode policy) {
    var spec = Tree.child(policy, "spec");
    if (spec.path("policyTypes").isEmpty()) {
      var types = spec.putArray("policyTypes").add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  static void check(Field spec) {
    rules(spec.get("ingress"), "from");
    rules(spec.get("egress"), "to");
    var types = spec.get("policyTypes");
    if (types.node().size() > TYPES.size()) {
      types.invalid("may not specify more than two policyTypes");
    } else {
      types.each(type -> type.noneBut(TYPES));
    }
  }

  private static void rules(Field rules, String peers) {
    for (var rule : rules.items()) {
      rule.get("ports").each(NetworkPolicyRules::port);
      rule.get(peers).each(NetworkPolicyRules::peer);
    }
  }

  private static void port(Field rule) {
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
    var selects = peer.get("podSelector").present() || peer.get("namespaceSelector").present();
    if (block.present()) {
      block(block);
    }
    if (!selects && block.absent()) {
      peer.required("must specify a peer");
    } else if (selects && block.present()) {
      peer.forbidden("may not specify both ipBlock and another peer");
    }
  }

  static List<String> warnings(ObjectNode policy, ObjectNode old) {
    var warnings = new AddressWarnings();
    var spec = Field.root(policy).get("spec");
    for (var rule : spec.get("ingress").items()) {
      rule.get("from").each(peer -> advise(peer.get("ipBlock"), warnings));
    }
    for (var rule : spec.get("egress").items()) {
      rule.get("to").each(peer -> advise(peer.get("ipBlock"), warnings));
    }
    return warnings.all();
  }

  private static void advise(Field block, AddressWarnings warnings) {
    warnings.cidr(block.get("cidr"));
    block.get("except").each(warnings::cidr);
  }

  private static void block(Field block) {
    var cidr = block.get("cidr");
    for (var except : block.get("except").items()) {
      if (IpRules.isCidr(cidr.text())
          && IpRules.isCidr(except.text())
          && !IpRules.isWithin(except.text(), cidr.text())) {
        except.invalid("must be a strict subset of `cidr`");
      }
    }
  }
}
