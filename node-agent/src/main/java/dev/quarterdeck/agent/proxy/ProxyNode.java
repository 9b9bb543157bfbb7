package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.model.net.Cidr;
import java.util.Optional;

/**
 * What the rules of a node depend on besides Services and endpoints.
 *
 * @param node the node's name
 * @param clusterCidr the block of all pods' addresses; empty when it is unknown: the rules then
 *     treat all traffic as in-cluster traffic
 * @param seesBridged whether packets between two pods on this node's bridge pass the IP hooks
 *     (bridge-nf-call-iptables); without it, replies between them would skip the address
 *     translation
 */
record ProxyNode(String node, Optional<Cidr> clusterCidr, boolean seesBridged) {}
