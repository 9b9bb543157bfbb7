package dev.quarterdeck.kinds.networking;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;
import static dev.quarterdeck.kinds.Columns.NONE;

import dev.quarterdeck.kinds.AddressWarnings;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.ScaleMapping;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.IpRules;
import java.util.List;

/** networking.k8s.io/v1. */
public final class NetworkingKinds {

  private static final String GROUP = "networking.k8s.io/v1";

  private NetworkingKinds() {}

  /** In the order discovery shows them. */
  public static List<ResourceType> all() {
    return List.of(
        ingressClass().type(),
        ingress().type(),
        ipAddress().type(),
        networkPolicy().type(),
        serviceCidr().type());
  }

  private static Kind ingressClass() {
    return Kind.cluster(GROUP, "ingressclasses", "IngressClass")
        .rules(IngressClassRules::check)
        .immutable("spec.controller")
        .columns(
            NAME,
            text("Controller", "spec.controller")
                .about("Controller that is responsible for handling this class"),
            text("Parameters")
                .about("A reference to a resource with additional parameters")
                .shows(c -> IngressCells.parameters(c.at("/spec/parameters"))),
            AGE);
  }

  private static Kind ingress() {
    return Kind.namespaced(GROUP, "ingresses", "Ingress")
        .shortNames("ing")
        .subresources(Subresource.STATUS)
        .storedAs("ingress")
        .rules(IngressRules::check)
        .createRules((ingress, context) -> IngressRules.checkNew(ingress))
        .warnings((ingress, old) -> old == null ? IngressRules.warnings(ingress) : List.of())
        .statusWarnings((ingress, old) -> AddressWarnings.ofLoadBalancer(ingress))
        .columns(
            NAME,
            text("Class", "spec.ingressClassName")
                .about(
                    "The name of the IngressClass resource that should be used for additional"
                        + " configuration")
                .orElse(NONE),
            text("Hosts")
                .about("Hosts that incoming requests are matched against before the ingress rule")
                .shows(IngressCells::hosts),
            text("Address")
                .about("Address is a list containing ingress points for the load-balancer")
                .shows(IngressCells::addresses),
            text("Ports")
                .about("Ports of TLS configurations that open")
                .shows(i -> i.at("/spec/tls").isEmpty() ? "80" : "80, 443"),
            AGE);
  }

  /**
   * Says whose an address is. Those of Services are made and removed by the API server's {@code
   * allocation}, whose repair makes one again that somebody removed.
   */
  private static Kind ipAddress() {
    return Kind.cluster(GROUP, "ipaddresses", "IPAddress")
        .shortNames("ip")
        .withoutGeneration()
        .names(IpRules::canonicalIp)
        .immutable("spec.parentRef")
        .columns(
            NAME,
            text("ParentRef", "spec.parentRef")
                .shows(a -> IngressCells.parent(a.at("/spec/parentRef"))));
  }

  private static Kind networkPolicy() {
    return Kind.namespaced(GROUP, "networkpolicies", "NetworkPolicy")
        .shortNames("netpol")
        .defaults(NetworkPolicyRules::applyDefaults)
        .rules(policy -> NetworkPolicyRules.check(policy.get("spec")))
        .warnings(NetworkPolicyRules::warnings)
        .columns(
            NAME,
            text("Pod-Selector", "spec.podSelector")
                .shows(p -> ScaleMapping.selector(p.at("/spec/podSelector")))
                .orElse(NONE),
            AGE);
  }

  /** Blocks that Services take their addresses from. */
  private static Kind serviceCidr() {
    return Kind.cluster(GROUP, "servicecidrs", "ServiceCIDR")
        .subresources(Subresource.STATUS)
        .withoutGeneration()
        .rules(block -> ServiceCidrRules.check(block.get("spec", "cidrs")))
        .updateRules(
            (block, old, context) ->
                ServiceCidrRules.checkUpdate(block.get("spec", "cidrs"), old.at("/spec/cidrs")))
        .columns(
            NAME,
            text("CIDRs", "spec.cidrs")
                .shows(c -> String.join(",", Tree.texts(c.at("/spec/cidrs")))),
            AGE);
  }
}
