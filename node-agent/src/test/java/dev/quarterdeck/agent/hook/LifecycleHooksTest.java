package dev.quarterdeck.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.agent.fixture.Steps;
import dev.quarterdeck.agent.hook.LifecycleHooks.HookFailed;
import dev.quarterdeck.agent.http.HttpGetClient;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.cri.ExecResult;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.LifecycleHandlerBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LifecycleHooksTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final HttpGetClient http = new HttpGetClient(vertx);
  private final SteppedTime time = new SteppedTime(Instant.EPOCH);
  private final CriRuntime runtime =
      (CriRuntime)
          Proxy.newProxyInstance(
              CriRuntime.class.getClassLoader(),
              new Class<?>[] {CriRuntime.class},
              (_, _, arguments) ->
                  new ExecResult(arguments[1].equals(List.of("true")) ? 0 : 3, "out", "err"));
  private final LifecycleHooks hooks = new LifecycleHooks(runtime, http, time);

  @AfterEach
  void stop() throws Exception {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void run(LifecycleHandler handler, Duration limit) throws Exception {
    hooks.run(handler, new Container(), "id1", "127.0.0.1", limit);
  }

  @Test
  void anHttpsHookReachesAServerWithItsOwnCertificateUnderTheHostItNames() throws Exception {
    var certificate = SelfSignedCertificate.create();
    var hosts = new LinkedBlockingQueue<String>();
    var options =
        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
    var server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  hosts.add(request.getHeader("Host"));
                  request.response().setStatusCode(500).end();
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    var handler =
        new LifecycleHandlerBuilder()
            .withNewHttpGet()
            .withScheme("HTTPS")
            .withNewPort(server.actualPort())
            .withPath("bye")
            .addNewHttpHeader("Host", "shop.example")
            .endHttpGet()
            .build();

    run(handler, LIMIT);

    assertThat(hosts).containsExactly("shop.example");
    certificate.delete();
  }

  @Test
  void aHookThatCannotBeDeliveredFails() {
    var handler =
        new LifecycleHandlerBuilder().withNewHttpGet().withNewPort("none").endHttpGet().build();
    assertThatThrownBy(() -> run(handler, LIMIT))
        .isInstanceOf(HookFailed.class)
        .hasMessageContaining("parsing \"none\"");
  }

  @Test
  void aCommandMustSucceed() throws Exception {
    run(new LifecycleHandlerBuilder().withNewExec().withCommand("true").endExec().build(), LIMIT);
    var failing = new LifecycleHandlerBuilder().withNewExec().withCommand("false").endExec();
    assertThatThrownBy(() -> run(failing.build(), LIMIT))
        .isInstanceOf(HookFailed.class)
        .hasMessage("command 'false' exited with 3: outerr");
  }

  @Test
  void aSleepEndsAtItsEndOrAtTheLimit() throws Exception {
    assertThat(slept(Duration.ofSeconds(3), LIMIT)).isEqualTo(Duration.ofSeconds(3));
    assertThat(slept(Duration.ofMinutes(3), LIMIT)).isEqualTo(LIMIT);
  }

  private Duration slept(Duration wanted, Duration limit) throws Exception {
    var handler =
        new LifecycleHandlerBuilder().withNewSleep().withSeconds(wanted.toSeconds()).endSleep();
    var began = time.instant();
    var thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    run(handler.build(), limit);
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    Steps.standing("it sleeps", () -> time.nextDeadline().isPresent());
    var due = time.nextDeadline().orElseThrow();
    time.advance(Duration.between(began, due));
    thread.join();
    return Duration.between(began, due);
  }
}
