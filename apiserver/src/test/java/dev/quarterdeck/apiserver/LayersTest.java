package dev.quarterdeck.apiserver;

import static dev.quarterdeck.architecture.Layers.ROOT;

import dev.quarterdeck.architecture.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {

  @Test
  void packagesUseWhatLiesBelowThem() {
    Layers.of("dev.quarterdeck.apiserver")
        .layer("store")
        .layer("watchcache", "store")
        .layer("access")
        .layer("review", "access")
        .layer("admission")
        .layer("token", "access", "admission")
        .layer("allocation", "store")
        .layer("verb", "store", "watchcache", "admission", "token", "allocation")
        .layer("definitions", "store", "watchcache", "verb")
        .layer("discovery")
        .layer("openapi", "discovery")
        .layer("http.webhook", "store", "watchcache", "verb")
        .layer(
            "http",
            "store",
            "watchcache",
            "access",
            "review",
            "token",
            "verb",
            "discovery",
            "openapi")
        .layer("grpc", "watchcache", "verb", "http")
        .layer(
            ROOT,
            "store",
            "watchcache",
            "access",
            "review",
            "admission",
            "token",
            "allocation",
            "verb",
            "definitions",
            "discovery",
            "openapi",
            "http.webhook",
            "http",
            "grpc")
        .library("io.etcd..", "store")
        .library("io.grpc..", "store")
        .library("io.vertx..", "http", "http.webhook", "grpc", ROOT)
        .library("io.netty..", "store", "http", "grpc")
        .library("dev.quarterdeck.proto..", "grpc", "openapi")
        .library("dev.cel..")
        .library("com.nimbusds..", "token")
        .library("org.bouncycastle..", "access")
        .library("com.google.protobuf..", "store", "grpc", "openapi")
        .check();
  }
}
