package dev.quarterdeck.apiserver.http.connect;

import io.vertx.core.http.HttpClient;
import io.vertx.core.net.NetClient;

/**
 * How one kind of server is reached. Those for node agents carry the API server's client
 * certificate.
 *
 * @param upgrades for connections that switch protocols
 * @param requests for everything else
 */
public record KubeletDialer(NetClient upgrades, HttpClient requests) {}
