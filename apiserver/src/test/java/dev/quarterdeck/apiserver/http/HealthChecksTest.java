package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes of a server whose store can be made to hang. */
@Timeout(30)
class HealthChecksTest {

  private final Store memory = new MemoryStore();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile CountDownLatch hanging = new CountDownLatch(0);
  private DevServer server;
  private Api api;

  @BeforeEach
  void start() {
    var store =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, this::call);
    server = DevServer.start(0, store);
    api = new Api(server.url());
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("currentRevision")) {
      asked.incrementAndGet();
      hanging.await();
    }
    try {
      return method.invoke(memory, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @AfterEach
  void stop() {
    hanging.countDown();
    server.close();
  }

  @Test
  void everyCheckHasItsNameAndPath() {
    var verbose = api.get("/readyz?verbose").text();
    assertThat(verbose)
        .contains(
            "[+]ping ok\n[+]log ok\n[+]etcd ok\n",
            "[+]informer-sync ok\n",
            "[+]poststarthook/crd-informer-synced ok\n",
            "[+]poststarthook/start-system-namespaces-controller ok\n",
            "[+]autoregister-completion ok\n",
            "[+]shutdown ok\nreadyz check passed\n")
        .doesNotContain("[-]");
    verbose
        .lines()
        .filter(line -> line.startsWith("[+]"))
        .map(line -> line.substring(3, line.indexOf(' ')))
        .forEach(
            name -> {
              assertThat(api.get("/readyz/" + name).text()).as(name).isEqualTo("ok");
              assertThat(api.get("/readyz?verbose&exclude=" + name).text())
                  .contains("[+]" + name + " excluded: ok\n");
            });
  }

  @Test
  void probesCostTheStoreNothing() {
    var before = asked.get();
    for (var i = 0; i < 300; i++) {
      assertThat(api.as("joe").get("/readyz").code()).isEqualTo(200);
    }
    assertThat(asked.get() - before).as("once a second at most").isLessThan(100);
  }

  @Test
  void aStoreThatHangsIsToldAtOnce() {
    hanging = new CountDownLatch(1);
    CustomKinds.await(() -> failing(api));
    var began = System.nanoTime();
    var answer = api.get("/readyz");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(answer.text()).contains("[-]etcd failed: reason withheld\n", "[+]ping ok\n");
    assertThat(api.get("/readyz/etcd").text())
        .isEqualTo("internal server error: no answer within 2 s\n");
    hanging.countDown();
    CustomKinds.await(() -> !failing(api));
  }

  private static boolean failing(Api api) {
    return api.get("/readyz").code() == 500;
  }
}
