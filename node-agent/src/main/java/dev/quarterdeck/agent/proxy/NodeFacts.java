package dev.quarterdeck.agent.proxy;

import dev.quarterdeck.model.net.Cidr;
import java.util.Optional;

/**
 * What the rules of a node depend on beside Services and endpoints.
 *
 * @param node its name
 * @param clusterCidr addresses of all pods; empty when unknown, then nothing is taken to come from
 *     outside or to leave
 * @param seesBridged packets between two pods on this node's bridge pass the IP hooks
 *     (bridge-nf-call-iptables); without it their answers would miss the way back
 */
record NodeFacts(String node, Optional<Cidr> clusterCidr, boolean seesBridged) {}
