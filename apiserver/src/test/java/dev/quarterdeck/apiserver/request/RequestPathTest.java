package dev.quarterdeck.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.access.Authorizer.Decision;
import dev.quarterdeck.apiserver.admission.AdmissionChain;
import dev.quarterdeck.apiserver.admission.AdmissionRequest;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.apiserver.admission.ValidatingPlugin;
import dev.quarterdeck.apiserver.audit.AuditEvent;
import dev.quarterdeck.apiserver.audit.AuditEvent.Stage;
import dev.quarterdeck.apiserver.request.Exchange.Origin;
import dev.quarterdeck.apiserver.verb.Connect;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of a request, walked with a door that is scripted: no HTTP, no store. */
class RequestPathTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final Reply OK = new Reply.Whole(200, new byte[0], "text/plain", Map.of());

  private final List<ObjectNode> connections = new ArrayList<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final List<AuditEvent> audit = new ArrayList<>();
  private final RequestPath path =
      new RequestPath(
          new BuiltInRegistry(),
          new Callers(
              credentials ->
                  credentials.bearerToken().equals("unknown")
                      ? Optional.empty()
                      : Optional.of(new User(credentials.bearerToken(), groups(credentials))),
              asked ->
                  asked.user().name().equals("nobody")
                      ? new Decision.NoOpinion("")
                      : new Decision.Allow("because")),
          new Connect(new AdmissionChain(List.of(new NoConnections()), new SimpleMeterRegistry())),
          new Limits(1, 1, Duration.ofSeconds(1), 64 << 20, Limits.Patience.DEFAULT),
          new BodyMemory(64 << 20),
          meters,
          audit::add,
          InstantSource.fixed(NOW),
          Runnable::run);

  /** Refuses those of a pod named {@code no}; tells what it saw of the others. */
  private final class NoConnections implements ValidatingPlugin {
    @Override
    public String name() {
      return "NoConnections";
    }

    @Override
    public Set<Operation> operations() {
      return Set.of(Operation.CONNECT);
    }

    @Override
    public void validate(AdmissionRequest request) {
      if (request.name().equals("no")) {
        throw request.forbidden("not to this one");
      }
      assertThat(request.options().get()).isNull();
      connections.add(request.object());
    }
  }

  private static List<String> groups(dev.quarterdeck.apiserver.access.Credentials credentials) {
    return credentials.bearerToken().equals("admin") ? List.of(User.MASTERS) : List.of();
  }

  /** Answers as it is told to, and remembers what it was asked for and what it was to send. */
  private static final class Script implements Door {

    private Supplier<Reply> handling = () -> OK;
    private int sends;
    private Reply sent;
    private String asked = "";
    private Runnable ended = () -> {};

    @Override
    public Reply document(Exchange exchange) {
      return does("document");
    }

    @Override
    public Reply handle(Exchange exchange, ApiVerb verb, VerbRequest request) {
      assertThat(request.asked()).isSameAs(exchange.asked());
      return does("handle " + verb);
    }

    @Override
    public Reply watch(Exchange exchange, VerbRequest request, Runnable ended) {
      this.ended = ended;
      return does("watch");
    }

    @Override
    public Reply connect(Exchange exchange, VerbRequest request, Runnable ended) {
      this.ended = ended;
      return does("connect " + request.subresource());
    }

    private Reply does(String what) {
      asked = what;
      return handling.get();
    }

    @Override
    public int answer(Exchange exchange, Reply reply) {
      sent = reply;
      return sends > 0 ? sends : reply.code();
    }
  }

  private static Exchange asked(String user, String method, String url) {
    return asked(user, method, url, new Parameters());
  }

  private static Exchange asked(String user, String method, String url, Parameters headers) {
    var at = url.indexOf('?');
    var query = new Parameters();
    if (at >= 0) {
      for (var parameter : url.substring(at + 1).split("&")) {
        var pair = parameter.split("=", 2);
        query.add(pair[0], pair.length == 1 ? "" : pair[1]);
      }
    }
    var bare = at < 0 ? url : url.substring(0, at);
    return Exchange.arrived(
        new Origin("id", NOW.minusSeconds(1), "10.0.0.1", null),
        method,
        bare,
        headers.set("Authorization", "Bearer " + user),
        query,
        new Body("{}".getBytes(StandardCharsets.UTF_8), "application/json"),
        RequestInfo.read(method, bare, query));
  }

  private Script walk(String user, String method, String url) {
    var door = new Script();
    path.serve(asked(user, method, url), door);
    return door;
  }

  private int code(String user, String method, String url) {
    return walk(user, method, url).sent.code();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /version,                 document",
    "GET,    /api/v1/pods,             handle LIST",
    "POST,   NS/pods,                  handle CREATE",
    "DELETE, NS/pods,                  handle DELETE_COLLECTION",
    "GET,    /api/v1/pods?watch,       watch",
    "GET,    /api/v1/watch/pods,       watch",
    "POST,   NS/pods/a/exec,           connect exec",
    "GET,    NS/pods/a/log,            connect log",
    "PATCH,  NS/services/a/proxy/b/c,  connect proxy",
    "OPTIONS,NS/services/a/proxy,      connect proxy",
  })
  void itLeadsToWhatTheRequestAsksFor(String method, String url, String asked) {
    var door = walk("joe", method, url.replace("NS", "/api/v1/namespaces/default"));
    assertThat(door.sent).isSameAs(OK);
    assertThat(door.asked).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST | NS/pods/a/exec?stdin=true&tty=1&stderr=false&container=c&command=ls&command=-l | {'kind':'PodExecOptions','apiVersion':'v1','stdin':true,'tty':true,'container':'c','command':['ls','-l']}",
        "GET | NS/pods/a/attach?stdout | {'kind':'PodAttachOptions','apiVersion':'v1','stdout':true}",
        "GET | NS/pods/a/portforward?ports=80,81&ports=x | {'kind':'PodPortForwardOptions','apiVersion':'v1','ports':[80,81]}",
        "GET | NS/pods/a:8/proxy | {'kind':'PodProxyOptions','apiVersion':'v1','path':''}",
        "PUT | NS/services/a/proxy/b/c/ | {'kind':'ServiceProxyOptions','apiVersion':'v1','path':'/b/c/'}",
        "GET | /api/v1/nodes/a/proxy/ | {'kind':'NodeProxyOptions','apiVersion':'v1','path':'/'}",
        "GET | NS/pods/a/log?follow | ",
      })
  void pluginsSeeWhatAConnectionIsToBeLike(String method, String url, String options) {
    var door = walk("joe", method, url.replace("NS", "/api/v1/namespaces/default"));
    assertThat(door.sent).isSameAs(OK);
    assertThat(connections.stream().map(o -> o.toString().replace('"', '\'')))
        .containsExactlyElementsOf(options == null ? List.of() : List.of(options));
  }

  @Test
  void aConnectionThatAPluginRefusesIsNotMade() {
    var door = walk("joe", "POST", PODS + "/no/exec");
    assertThat(door.sent.code()).isEqualTo(403);
    assertThat(door.asked).isEmpty();
    assertThat(walk("joe", "POST", PODS + "/a/exec?dryRun=All").sent.code()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "unknown, GET,    /api/v1/pods,        401",
    "nobody,  GET,    /api/v1/pods,        403",
    "nobody,  GET,    /apis/none/v1/nones, 403",
    "nobody,  TRACE,  /api/v1/pods,        403",
    "joe,     GET,    /apis/none/v1/nones, 404",
    "joe,     TRACE,  /apis/none/v1/nones, 404",
    "joe,     GET,    NS/pods/a/nothing,   404",
    "joe,     GET,    NS/nodes,            404",
    "joe,     TRACE,  /api/v1/pods,        405",
    "joe,     DELETE, /api/v1/pods,        405",
    "joe,     POST,   NS/pods/a/log,       405",
  })
  void itRefusesInKubernetesOrder(String user, String method, String url, int code) {
    var door = walk(user, method, url.replace("NS", "/api/v1/namespaces/default"));
    assertThat(door.sent.code()).isEqualTo(code);
    assertThat(door.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /api/v1/pods,       GET,  /readyz,            429",
    "GET,  /readyz,            GET,  /api/v1/pods,       429",
    "POST, PODS,               POST, PODS,               429",
    "POST, PODS,               GET,  PODS,               200",
    "GET,  PODS,               GET,  /api/v1/pods?watch, 200",
    "GET,  /api/v1/pods?watch, GET,  PODS,               200",
    "GET,  PODS,               GET,  PODS/a/log,         200",
  })
  void aSeatIsForOneRequestAtATime(
      String method, String url, String otherMethod, String otherUrl, int code) {
    var door = new Script();
    var other = new ArrayList<Integer>();
    door.handling =
        () -> {
          other.add(code("joe", otherMethod, otherUrl.replace("PODS", PODS)));
          return OK;
        };
    path.serve(asked("joe", method, url.replace("PODS", PODS)), door);
    assertThat(other).containsExactly(code);
    assertThat(door.sent).isSameAs(OK);
    assertThat(code("joe", "GET", PODS)).as("the seat is free again").isEqualTo(200);
  }

  @Test
  void administratorsNeedNoSeat() {
    var door = new Script();
    door.handling = () -> new Reply.Streaming(code("admin", "GET", PODS));
    path.serve(asked("joe", "GET", PODS), door);
    assertThat(door.sent.code()).isEqualTo(200);
  }

  @Test
  void aSeatIsGivenBackWhateverHappens() {
    var door = new Script();
    door.handling =
        () -> {
          throw new IllegalStateException("a defect");
        };
    for (var i = 0; i < 3; i++) {
      path.serve(asked("joe", "GET", PODS), door);
      assertThat(door.sent)
          .isInstanceOfSatisfying(
              Reply.Refused.class,
              refused -> {
                assertThat(refused.fault().reason()).isEqualTo(Reason.INTERNAL_ERROR);
                assertThat(refused.fault().getMessage()).doesNotContain("defect").contains("id");
              });
    }
    door.handling =
        () -> {
          throw ApiFault.badRequest("no");
        };
    path.serve(asked("joe", "GET", PODS), door);
    assertThat(door.sent.code()).isEqualTo(400);
  }

  @Test
  void whatWasReallySentIsRecorded() {
    var door = new Script();
    door.sends = 500;
    path.serve(asked("joe", "GET", PODS), door);
    assertThat(audit)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.code()).isEqualTo(500);
              assertThat(event.received()).isEqualTo(NOW.minusSeconds(1));
              assertThat(event.asked().resource()).isEqualTo("pods");
              assertThat(event.stage()).isEqualTo(Stage.RESPONSE_COMPLETE);
              assertThat(event.annotations())
                  .containsOnly(
                      Map.entry("authorization.k8s.io/decision", "allow"),
                      Map.entry("authorization.k8s.io/reason", "because"));
            });
    assertThat(meters.get("apiserver_request_total").tag("code", "500").counter().count()).isOne();
  }

  @Test
  void whoIsNotLetInIsRecordedWithWhatTheyAskedFor() {
    code("unknown", "DELETE", PODS + "/a");
    assertThat(audit)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.code()).isEqualTo(401);
              assertThat(event.caller()).isEqualTo(User.ANONYMOUS);
              assertThat(event.asked().verb()).isEqualTo("delete");
              assertThat(event.asked().name()).isEqualTo("a");
            });
  }

  @Test
  void whatTakesItsTimeIsRecordedWhenItBeginsAndWhenItIsOver() {
    var headers = new Parameters().set("Impersonate-User", "jane");
    var door = new Script();
    door.handling = () -> new Reply.Streaming(101);
    path.serve(asked("joe", "GET", PODS + "?watch", headers), door);
    assertThat(audit)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.caller().name()).isEqualTo("joe");
              assertThat(event.asked().user().name()).isEqualTo("jane");
              assertThat(event.stage()).isEqualTo(Stage.RESPONSE_STARTED);
            });
    var running = meters.get("apiserver_longrunning_requests").tag("verb", "WATCH").gauge();
    assertThat(running.value()).isOne();
    assertThat(meters.find("apiserver_request_total").counter()).isNull();
    door.ended.run();
    door.ended.run();
    assertThat(running.value()).isZero();
    assertThat(audit).extracting(AuditEvent::code).containsExactly(101, 101);
    assertThat(audit.getLast().stage()).isEqualTo(Stage.RESPONSE_COMPLETE);
    assertThat(meters.get("apiserver_request_total").tag("code", "101").counter().count()).isOne();
  }

  @Test
  void aRefusedWatchHasBegunAndIsOver() {
    code("nobody", "GET", PODS + "?watch");
    assertThat(audit)
        .extracting(AuditEvent::stage)
        .containsExactly(Stage.RESPONSE_STARTED, Stage.RESPONSE_COMPLETE);
    assertThat(audit)
        .allSatisfy(
            event -> {
              assertThat(event.code()).isEqualTo(403);
              assertThat(event.annotations())
                  .containsEntry("authorization.k8s.io/decision", "forbid");
              assertThat(event.toJson().at("/responseStatus/reason").asText())
                  .isEqualTo("Forbidden");
            });
  }

  @Test
  void aWatchThatIsNotOpenedIsOverAtOnce() {
    var door = new Script();
    door.handling =
        () -> {
          throw new ApiFault(Reason.NOT_ACCEPTABLE, "no");
        };
    path.serve(asked("joe", "GET", PODS + "?watch"), door);
    assertThat(audit).extracting(AuditEvent::code).containsExactly(406, 406);
    var running = meters.get("apiserver_longrunning_requests").tag("verb", "WATCH").gauge();
    assertThat(running.value()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"unknown, 401, ''", "nobody, 403, nobody", "joe, 413, joe"})
  void whoseBodyDoesNotComeIsToldWhatTheyMayKnow(String user, int code, String caller) {
    var door = new Script();
    var fault = new ApiFault(Reason.REQUEST_ENTITY_TOO_LARGE, "too large");
    path.refuse(asked(user, "POST", PODS), door, fault);
    assertThat(door.asked).isEmpty();
    assertThat(door.sent.code()).isEqualTo(code);
    assertThat(audit)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.code()).isEqualTo(code);
              assertThat(event.caller().name())
                  .isEqualTo(caller.isEmpty() ? User.ANONYMOUS.name() : caller);
            });
    assertThat(meters.get("apiserver_request_total").tag("code", "" + code).counter().count())
        .isOne();
  }
}
