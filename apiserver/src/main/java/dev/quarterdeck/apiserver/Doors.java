package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.access.Authorizer;
import dev.quarterdeck.apiserver.access.RuleResolver;
import dev.quarterdeck.apiserver.access.TokenVerifier;
import dev.quarterdeck.apiserver.answer.Answers;
import dev.quarterdeck.apiserver.answer.Documents;
import dev.quarterdeck.apiserver.answer.Health;
import dev.quarterdeck.apiserver.answer.IssuerDocuments;
import dev.quarterdeck.apiserver.answer.Presenter;
import dev.quarterdeck.apiserver.answer.ResourceHandler;
import dev.quarterdeck.apiserver.connect.Kubelets;
import dev.quarterdeck.apiserver.connect.PodTargets;
import dev.quarterdeck.apiserver.connect.ProxyTargets;
import dev.quarterdeck.apiserver.connect.ProxyableAddresses;
import dev.quarterdeck.apiserver.discovery.DiscoveryDocuments;
import dev.quarterdeck.apiserver.grpc.GrpcRoutes;
import dev.quarterdeck.apiserver.http.ApiRoutes;
import dev.quarterdeck.apiserver.http.connect.Backends;
import dev.quarterdeck.apiserver.http.connect.Relay;
import dev.quarterdeck.apiserver.openapi.OpenApi;
import dev.quarterdeck.apiserver.request.BodyMemory;
import dev.quarterdeck.apiserver.request.Callers;
import dev.quarterdeck.apiserver.request.RequestPath;
import dev.quarterdeck.apiserver.review.Reviews;
import dev.quarterdeck.apiserver.review.TokenReviews;
import dev.quarterdeck.apiserver.verb.CacheLookup;
import dev.quarterdeck.apiserver.verb.Verbs;
import dev.quarterdeck.kinds.Registry;
import dev.quarterdeck.machinery.schema.Schemas;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** The doors to the API, REST's and gRPC's, and the request path that lies behind both. */
final class Doors {

  private final ApiRoutes rest;
  private final GrpcRoutes grpc;

  /**
   * What they need from the rest of the server.
   *
   * @param workers runs one task per request, on a virtual thread each
   * @param tokens judges tokens that others ask about
   */
  record Parts(
      ApiServerConfig config,
      Vertx vertx,
      ExecutorService workers,
      Registry registry,
      CacheLookup caches,
      Verbs verbs,
      Schemas schemas,
      Authenticator authenticator,
      Authorizer authorizer,
      RuleResolver rules,
      TokenVerifier tokens,
      Health health,
      MeterRegistry meters,
      InstantSource clock) {}

  Doors(Parts parts) {
    var limits = parts.config.limits();
    var memory = new BodyMemory(limits.heap());
    var requests =
        new RequestPath(
            parts.registry,
            new Callers(parts.authenticator, parts.authorizer),
            parts.verbs.connect(),
            limits,
            memory,
            parts.meters,
            parts.config.audit(),
            parts.clock,
            ending -> Thread.ofVirtual().name("request-end").start(ending));
    var answers = answers(parts);
    var backends = backends(parts);
    rest =
        new ApiRoutes(
            new ApiRoutes.Parts(
                parts.vertx,
                parts.workers,
                requests,
                memory,
                limits,
                answers,
                backends,
                parts.clock));
    grpc =
        new GrpcRoutes(
            new GrpcRoutes.Parts(
                parts.vertx,
                parts.workers,
                requests,
                memory,
                limits,
                answers,
                backends,
                parts.caches,
                parts.meters,
                parts.clock));
  }

  private static Answers answers(Parts parts) {
    var config = parts.config;
    var presenter = new Presenter(parts.clock);
    var reviews =
        new Reviews(
            parts.authorizer,
            parts.rules,
            new TokenReviews(parts.tokens, parts.authenticator, List.of(config.issuer().name())));
    var documents =
        new Documents(
            new DiscoveryDocuments(parts.registry, config.facts()),
            new OpenApi(parts.registry, parts.schemas, config.facts().gitVersion()),
            parts.health,
            new IssuerDocuments(config.issuer(), config.facts().address()),
            config.metrics());
    return new Answers(
        parts.verbs, new ResourceHandler(parts.verbs, reviews, presenter), documents, presenter);
  }

  private static Backends backends(Parts parts) {
    var addresses = new ProxyableAddresses(new OwnAddresses(parts.config));
    var kubelets = new Kubelets(parts.registry, parts.caches, addresses);
    var dialer = KubeletClients.of(parts.vertx, parts.config.kubeletCredentials());
    return new Backends(
        new PodTargets(kubelets),
        new ProxyTargets(kubelets, new SecureRandom()),
        new Relay(parts.vertx, dialer),
        dialer);
  }

  /** Serves the API on whatever {@code router} has no other route for. */
  void mount(Router router) {
    grpc.mount(router);
    rest.mount(router);
  }
}
