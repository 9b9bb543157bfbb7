package dev.quarterdeck.controllers;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.access.Credentials;
import dev.quarterdeck.apiserver.audit.AuditEvent;
import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.model.User;
import dev.quarterdeck.model.time.SteppedTime;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real API server in memory, all controllers, and an agent that plays nodes; registered as an
 * extension, it ends with the tests of a class.
 */
final class Cluster implements AutoCloseable, AfterAllCallback {

  /** The controllers run with the rights they have in a cluster, no more. */
  private static final String MANAGER = "system:kube-controller-manager";

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration SETTLES_WITHIN = Duration.ofMillis(200);

  private final DevServer server;
  final KubernetesClient client;
  private final KubernetesClient controllersClient;
  private final Set<String> lockedOut = ConcurrentHashMap.newKeySet();
  private final Time time;
  private volatile String controllersUser = MANAGER;
  final FakeAgent agent;
  private Controllers controllers;

  Cluster(ControllersConfig config) {
    this(config, Time.system());
  }

  /**
   * @param time that the controllers live by
   */
  Cluster(ControllersConfig config, Time time) {
    this(time, UnaryOperator.identity());
    startControllers(config);
  }

  /** Without controllers, until they are started. */
  Cluster() {
    this(Time.system(), UnaryOperator.identity());
  }

  /**
   * Without controllers, until they are started.
   *
   * @param setup what is different about the server
   */
  Cluster(Time time, UnaryOperator<DevServer.Setup> setup) {
    this.time = time;
    server = setup.apply(DevServer.setup()).users(this::user).start();
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
        ? Optional.of(new User(controllersUser, List.of(User.AUTHENTICATED)))
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

  /** From now on the controllers have another user's rights. */
  void actAs(String user) {
    controllersUser = user;
  }

  /** The user whose rights the controllers have otherwise. */
  static String manager() {
    return MANAGER;
  }

  /** What the controllers asked the server for, since the last time this was asked. */
  List<AuditEvent> requests() {
    var events = new ArrayList<AuditEvent>();
    server.audit().drainTo(events);
    return events.stream().filter(event -> event.caller().name().equals(MANAGER)).toList();
  }

  /** Creates a pod on a node whose NoExecute taint of that key it tolerates for some time. */
  Pod createPod(String name, String node, String toleratedKey, long tolerationSeconds) {
    return client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewToleration()
                .withKey(toleratedKey)
                .withOperator("Exists")
                .withEffect("NoExecute")
                .withTolerationSeconds(tolerationSeconds)
                .endToleration()
                .addNewContainer()
                .withName("main")
                .withImage("web")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  void startControllers(ControllersConfig config) {
    begin(config);
    await("controllers at work", controllers::isWorking);
  }

  /** Starts controllers and does not wait until they work. */
  Controllers begin(ControllersConfig config) {
    controllers =
        new Controllers(controllersClient, new SimpleMeterRegistry(), config, time).start();
    return controllers;
  }

  void stopControllers() {
    controllers.close();
  }

  /** Lets time pass, step by step, until a condition holds. */
  static void await(SteppedTime time, Duration step, String what, Callable<Boolean> condition) {
    await(
        what,
        () -> {
          if (condition.call()) {
            return true;
          }
          time.settle(SETTLES_WITHIN);
          time.advance(step);
          return false;
        });
  }

  /** Waits until a condition holds. */
  static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(condition);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
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
