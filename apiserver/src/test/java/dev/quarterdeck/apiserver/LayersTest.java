package dev.quarterdeck.apiserver;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {

  /** Where requests and answers are HTTP's; what lies behind the doors knows nothing of it. */
  private static final String[] HTTP = {
    "http",
    "http.head",
    "http.body",
    "http.limit",
    "http.watch",
    "http.connect",
    "http.webhook",
    "grpc",
    ROOT
  };

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.apiserver")
        .layer("store")
        .layer("watchcache", "store")
        .layer("follow", "store", "watchcache")
        .layer("endpoints", "store")
        .layer("access")
        .layer("node", "access", "follow")
        .layer("audit", "access")
        .layer("review", "access")
        .layer("admission", "access")
        .layer("token", "access", "admission")
        .layer("allocation", "store")
        .layer("verb", "store", "watchcache", "access", "admission", "token", "allocation")
        .layer("definitions", "store", "watchcache", "follow", "verb")
        .layer("discovery")
        .layer("openapi", "discovery")
        .layer("request", "access", "audit", "admission", "verb")
        .layer(
            "answer",
            "request",
            "store",
            "watchcache",
            "verb",
            "token",
            "review",
            "discovery",
            "openapi")
        .layer("health", "answer")
        .layer("connect", "request", "store", "watchcache", "verb")
        .layer("http.webhook", "store", "watchcache", "verb")
        .layer("http.head", "request")
        .layer("http.body")
        .layer("http.limit", "request")
        .layer("http.watch", "request", "answer", "watchcache", "verb", "http.head")
        .layer("http.connect", "request", "connect", "verb", "http.head", "http.body", "http.watch")
        .layer(
            "http",
            "request",
            "answer",
            "verb",
            "http.head",
            "http.body",
            "http.limit",
            "http.watch",
            "http.connect")
        .layer(
            "grpc",
            "request",
            "answer",
            "connect",
            "watchcache",
            "verb",
            "http.head",
            "http.body",
            "http.watch",
            "http.connect")
        .layer(
            ROOT,
            "store",
            "node",
            "watchcache",
            "follow",
            "endpoints",
            "access",
            "audit",
            "review",
            "admission",
            "token",
            "allocation",
            "verb",
            "definitions",
            "discovery",
            "openapi",
            "request",
            "answer",
            "health",
            "connect",
            "http.webhook",
            "http.connect",
            "http",
            "grpc")
        .library("io.etcd..", "store")
        .library("io.grpc..", "store")
        .library("io.vertx..", HTTP)
        .library("io.netty..", "store", "http", "http.body", "http.limit", "http.watch", "grpc")
        .library("dev.quarterdeck.proto..", "grpc", "openapi")
        .library("dev.cel..")
        .library("com.nimbusds..", "token")
        .library("org.bouncycastle..", "access")
        .library("com.google.protobuf..", "store", "grpc", "openapi")
        .check();
  }
}
