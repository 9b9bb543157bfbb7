package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.audit.AuditEvent;
import dev.quarterdeck.apiserver.discovery.ServerFacts;
import dev.quarterdeck.apiserver.http.ApiListener;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.store.EtcdConfig;
import dev.quarterdeck.apiserver.store.EtcdStore;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import dev.quarterdeck.model.User;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The API server over plain HTTP and in memory, for tests and for looking around. Everybody is an
 * administrator unless they show a bearer token, which names a user: {@code NAME} or {@code
 * NAME/GROUP,GROUP}. A second argument, {@code HOST:PORT} of an etcd, keeps objects there instead.
 *
 * <pre>
 * ./mvnw -q -B -o -pl apiserver -am test-compile \
 *     dependency:build-classpath -Dmdep.outputFile=/tmp/cp -Dmdep.includeScope=test
 * java -cp apiserver/target/test-classes:$(cat /tmp/cp) dev.quarterdeck.apiserver.DevServer 8001
 * kubectl --server http://127.0.0.1:8001 get namespaces
 * </pre>
 */
public final class DevServer implements AutoCloseable {

  private final Vertx vertx;
  private final Store store;
  private final ApiServer server;
  private final HttpServer http;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<AuditEvent> audit = new LinkedBlockingQueue<>(10_000);

  /** A server that is not yet started, and what is different about it. */
  public static final class Setup {

    private int port;
    private Store store;
    private Time time = Time.system();
    private String address = "127.0.0.1";
    private Limits limits = Limits.DEFAULT;
    private Duration headWithin = ApiListener.HEAD_WITHIN;
    private HttpServerOptions options = new HttpServerOptions();
    private List<Authenticator> authenticators = List.of(byName());
    private Optional<ApiServerConfig.KubeletCredentials> kubelets = Optional.empty();
    private boolean serviceAccounts;

    private Setup() {}

    /** A port other than any free one. */
    public Setup port(int port) {
      this.port = port;
      return this;
    }

    /** Where objects are kept; closed with the server. */
    public Setup store(Store store) {
      this.store = store;
      return this;
    }

    /** Another address than {@code 127.0.0.1} at which it says that clients reach it. */
    public Setup advertise(String address) {
      this.address = address;
      return this;
    }

    /** Another time than the machine's. */
    public Setup time(Time time) {
      this.time = time;
      return this;
    }

    public Setup limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /** How long a request's head may take, other than Kubernetes' time. */
    public Setup headWithin(Duration headWithin) {
      this.headWithin = headWithin;
      return this;
    }

    public Setup options(HttpServerOptions options) {
      this.options = options;
      return this;
    }

    /** Whose bearer tokens are known; nobody's when it is empty. */
    public Setup users(Authenticator... authenticators) {
      this.authenticators = List.of(authenticators);
      return this;
    }

    /** How the server proves itself to node agents, where it is not to speak plain HTTP to them. */
    public Setup kubelets(ApiServerConfig.KubeletCredentials kubelets) {
      this.kubelets = Optional.of(kubelets);
      return this;
    }

    /** Pods have ServiceAccounts. Otherwise they need none, since no controller makes any. */
    public Setup serviceAccounts() {
      this.serviceAccounts = true;
      return this;
    }

    public DevServer start() {
      store = store == null ? new MemoryStore(time, MemoryStore.DEFAULT_HISTORY) : store;
      return new DevServer(this);
    }
  }

  public static Setup setup() {
    return new Setup();
  }

  /**
   * @param port 0 for any free one
   * @param store closed with the server
   */
  public static DevServer start(int port, Store store) {
    return setup().port(port).store(store).start();
  }

  public static DevServer start() {
    return setup().start();
  }

  public static DevServer start(Limits limits) {
    return setup().limits(limits).start();
  }

  /**
   * Without HTTP/2 in clear text, for which Vert.x waits with the connection for its first bytes.
   *
   * @param headWithin how long a request's head may take
   */
  public static DevServer startWithHeads(Duration headWithin) {
    var options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
    return setup().headWithin(headWithin).options(options).start();
  }

  /** With client certificates instead of tokens, to clients and to node agents. */
  public static DevServer start(
      HttpServerOptions tls, ApiServerConfig.KubeletCredentials kubelets) {
    return setup().options(tls).users().kubelets(kubelets).start();
  }

  private DevServer(Setup setup) {
    this.vertx = Vertx.vertx();
    this.store = setup.store;
    var facts = new ServerFacts("127.0.0.1", "v1.36.0+quarterdeck.dev", "", "2026-01-01T00:00:00Z");
    var config =
        new ApiServerConfig(
            facts,
            setup.address,
            6443,
            "10.96.0.0/16",
            setup.kubelets,
            setup.authenticators,
            setup.limits,
            setup.serviceAccounts ? Set.of() : Set.of("ServiceAccount"),
            TokenIssuer.ephemeral(),
            audit::offer,
            () -> "");
    this.server = ApiServer.create(config, vertx, store, meters, setup.time);
    server.bootstrap();
    var router = Router.router(vertx);
    server.mount(router);
    this.http =
        await(
            new ApiListener(vertx, router, setup.headWithin)
                .server(setup.options.setHost("127.0.0.1"))
                .listen(setup.port));
  }

  private static Authenticator byName() {
    return credentials -> {
      var token = credentials.bearerToken();
      if (token.equals("unknown")) {
        return Optional.empty();
      }
      if (token.isEmpty()) {
        return Optional.of(new User("dev-admin", List.of(User.MASTERS, User.AUTHENTICATED)));
      }
      var parts = token.split("/", 2);
      var groups =
          parts.length == 1
              ? List.of(User.AUTHENTICATED)
              : List.of((parts[1] + "," + User.AUTHENTICATED).split(","));
      return Optional.of(new User(parts[0], groups));
    };
  }

  public int port() {
    return http.actualPort();
  }

  /** What was asked so far, oldest first; takers share it. */
  public BlockingQueue<AuditEvent> audit() {
    return audit;
  }

  /** How many watches, logs and connections to pods are under way. */
  public int longRunning() {
    return (int)
        meters.find("apiserver_longrunning_requests").gauges().stream()
            .mapToDouble(Gauge::value)
            .sum();
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  ApiServer server() {
    return server;
  }

  Vertx vertx() {
    return vertx;
  }

  private static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the server did not start or stop", e);
    }
  }

  @Override
  public void close() {
    await(http.close());
    server.close();
    store.close();
    await(vertx.close());
  }

  public static void main(String[] args) throws InterruptedException {
    var port = args.length == 0 ? 0 : Integer.parseInt(args[0]);
    var store =
        args.length < 2
            ? new MemoryStore()
            : EtcdStore.open(EtcdConfig.plain(args[1]), new SimpleMeterRegistry(), Time.system());
    var server = start(port, store);
    System.out.println("listening on " + server.url());
    Thread.currentThread().join();
  }
}
