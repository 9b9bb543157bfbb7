package dev.quarterdeck.controllers;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.access.Credentials;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.model.User;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real API server in memory, all controllers, and an agent that plays nodes. */
final class Cluster implements AutoCloseable {

  /** The controllers run with the rights they have in a cluster, no more. */
  private static final String MANAGER = "system:kube-controller-manager";

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final DevServer server;
  final KubernetesClient client;
  private final KubernetesClient controllersClient;
  private final Set<String> lockedOut = ConcurrentHashMap.newKeySet();
  final FakeAgent agent;
  private Controllers controllers;

  Cluster(ControllersConfig config) {
    this();
    startControllers(config);
  }

  /** Without controllers, until they are started. */
  Cluster() {
    server = DevServer.setup().users(this::user).start();
    client = connect("admin");
    controllersClient = connect(MANAGER);
    agent = new FakeAgent(client);
  }

  /** A bearer token is the user's name, before which the controllers' may say more. */
  private Optional<User> user(Credentials credentials) {
    var token = credentials.bearerToken();
    if (lockedOut.contains(token)) {
      return Optional.empty();
    }
    return token.endsWith(MANAGER)
        ? Optional.of(new User(MANAGER, List.of(User.AUTHENTICATED)))
        : Optional.of(new User("test", List.of(User.MASTERS, User.AUTHENTICATED)));
  }

  private KubernetesClient connect(String token) {
    var access = new ConfigBuilder().withMasterUrl(server.url()).withOauthToken(token).build();
    return ApiClient.connect(access, "controllers-test");
  }

  /** A connection with the controllers' rights, for one process of several. */
  KubernetesClient connectControllers(String process) {
    return connect(process + "/" + MANAGER);
  }

  /** Takes no more requests from a process. */
  void lockOut(String process) {
    lockedOut.add(process + "/" + MANAGER);
  }

  void startControllers(ControllersConfig config) {
    controllers = new Controllers(controllersClient, new SimpleMeterRegistry(), config).start();
    await("controllers at work", controllers::isWorking);
  }

  void stopControllers() {
    controllers.close();
  }

  /** Waits until a condition holds. */
  static void await(String what, Callable<Boolean> condition) {
    var end = System.nanoTime() + LIMIT.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    } catch (AssertionError e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("while waiting: " + what, e);
    }
  }

  @Override
  public void close() {
    if (controllers != null) {
      controllers.close();
    }
    agent.close();
    client.close();
    controllersClient.close();
    server.close();
  }
}
