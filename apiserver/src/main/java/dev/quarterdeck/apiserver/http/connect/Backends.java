package dev.quarterdeck.apiserver.http.connect;

import dev.quarterdeck.apiserver.connect.PodTargets;
import dev.quarterdeck.apiserver.connect.ProxyTargets;

/**
 * What lies behind this server, and how it is reached.
 *
 * @param pods where on which node agent a pod's streams are
 * @param proxies where the {@code proxy} subresources lead
 * @param relay passes requests on
 * @param dialer reaches node agents
 */
public record Backends(PodTargets pods, ProxyTargets proxies, Relay relay, Dialer dialer) {}
