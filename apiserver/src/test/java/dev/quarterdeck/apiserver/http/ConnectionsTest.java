package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.Api.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs, exec and the like through the server to a node agent that the test plays. */
@Timeout(30)
class ConnectionsTest {

  private final BlockingQueue<Socket> agentSide = new LinkedBlockingQueue<>();
  private ServerSocket agent;
  private DevServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    agent = new ServerSocket(0);
    Thread.ofVirtual().start(this::accept);
    server = DevServer.start();
    api = new Api(server.url());
    api.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"n1\"}}");
    var status =
        """
        {"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
         "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}
        """;
    assertThat(
            api.patch("/api/v1/nodes/n1/status", "merge", status.formatted(agent.getLocalPort()))
                .code())
        .isEqualTo(200);
    pod("one", "\"main\"");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    agent.close();
  }

  private void accept() {
    try {
      while (true) {
        agentSide.add(agent.accept());
      }
    } catch (IOException closed) {
      agentSide.clear();
    }
  }

  private void pod(String name, String... containers) {
    var list = new StringBuilder();
    for (var container : containers) {
      list.append(list.isEmpty() ? "" : ",")
          .append("{\"name\":%s,\"image\":\"i\"}".formatted(container));
    }
    var body =
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"nodeName\":\"n1\",\"containers\":[%s]}}"
            .formatted(name, list);
    assertThat(api.post(PODS, body).code()).isEqualTo(201);
  }

  private Socket agent() throws InterruptedException, IOException {
    var socket = agentSide.poll(10, TimeUnit.SECONDS);
    assertThat(socket).as("a connection to the agent").isNotNull();
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var c = in.read();
      if (c < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String read(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  private Socket ask(String request) throws IOException {
    var client = new Socket("127.0.0.1", server.port());
    client.setSoTimeout(10_000);
    write(client, request);
    return client;
  }

  @Test
  void execPipesBytesEvenThoseRightBehindTheHead() throws Exception {
    var query = "?command=sh&command=-c&command=a%20b&stdin=true&stdout=true&tty=true";
    var request =
        "POST %s/one/exec%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin/system:masters\r\n"
                .formatted(PODS, query)
            + "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n"
            + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\nEARLY";
    try (var client = ask(request);
        var kubelet = agent()) {
      var asked = head(kubelet.getInputStream());
      assertThat(asked)
          .startsWith("POST /exec/default/one/main?command=sh&command=-c&command=a+b")
          .contains("input=1", "output=1", "tty=1", "X-Stream-Protocol-Version: v4.channel.k8s.io")
          .doesNotContain("Authorization", "error=1");
      write(
          kubelet,
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nHI");
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 101");
      assertThat(read(client, 2)).isEqualTo("HI");
      assertThat(read(kubelet, 5)).isEqualTo("EARLY");
      write(client, "more");
      assertThat(read(kubelet, 4)).isEqualTo("more");
      kubelet.close();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void portForwardNamesItsPorts() throws Exception {
    var request =
        "GET %s/one/portforward?ports=80,81 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                .formatted(PODS)
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a2V5\r\n\r\n";
    try (var client = ask(request);
        var kubelet = agent()) {
      assertThat(head(kubelet.getInputStream()))
          .startsWith("GET /portForward/default/one?port=80&port=81 ")
          .contains("Sec-WebSocket-Key: a2V5");
      write(kubelet, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void theAgentDoesNotSeeATokenThatCameAsASubprotocol() throws Exception {
    var token = "base64url.bearer.authorization.k8s.io.cm9vdC9zeXN0ZW06bWFzdGVycw"; // root
    var request =
        "GET %s/one/exec?command=sh HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n".formatted(PODS)
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a2V5\r\n"
            + "Sec-WebSocket-Protocol: %s, v5.channel.k8s.io\r\n".formatted(token)
            + "Sec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n";
    try (var client = ask(request);
        var kubelet = agent()) {
      assertThat(head(kubelet.getInputStream()))
          .contains("Sec-WebSocket-Protocol: v5.channel.k8s.io,v4.channel.k8s.io\r\n")
          .doesNotContain("bearer");
      write(kubelet, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void nobodyIsLetThroughWithoutTheRight() throws Exception {
    var request =
        "POST %s/one/exec?command=sh HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer joe\r\n"
                .formatted(PODS)
            + "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n";
    try (var client = ask(request)) {
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 403");
      assertThat(agentSide).isEmpty();
    }
  }

  @Test
  void anAgentThatIsGoneIsSaidToBe() throws Exception {
    agent.close();
    var request =
        "POST %s/one/exec?command=sh HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n".formatted(PODS)
            + "Upgrade: SPDY/3.1\r\n\r\n";
    try (var client = ask(request)) {
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 500");
    }
    var port = agent.getLocalPort();
    var log = api.get(PODS + "/one/log");
    assertThat(log.code()).isEqualTo(500);
    assertThat(log.at("/message"))
        .isEqualTo(
            ("Get \"http://127.0.0.1:%d/containerLogs/default/one/main\": dial tcp 127.0.0.1:%d:"
                    + " connect: connection refused")
                .formatted(port, port));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 82",
    "binary.k8s.io, binary.k8s.io, 82",
    "base64.binary.k8s.io, base64.binary.k8s.io, 81",
    "'v4.channel.k8s.io, base64.binary.k8s.io', base64.binary.k8s.io, 81",
  })
  void aLogComesOverAWebSocket(String asked, String agreed, String firstByte) throws Exception {
    try (var client = ask(logSocket(asked));
        var kubelet = agent()) {
      head(kubelet.getInputStream());
      write(kubelet, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlog\n\r\n");
      var head = head(client.getInputStream());
      assertThat(head).startsWith("HTTP/1.1 101");
      var protocol = "sec-websocket-protocol: " + agreed + "\r\n";
      assertThat(head.toLowerCase(Locale.ROOT).contains(protocol)).isEqualTo(!agreed.isEmpty());
      assertThat(message(client)).as("the first is empty").isEqualTo(firstByte + ":");
      var bytes = firstByte.equals("81") ? "bG9nCg==" : "log\n";
      assertThat(message(client)).isEqualTo(firstByte + ":" + bytes);
      write(kubelet, "0\r\n\r\n");
      assertThat(message(client)).as("the log ends").startsWith("88:");
    }
  }

  /** A frame's first byte in hex, and its text, which is short. */
  private static String message(Socket client) throws IOException {
    var in = client.getInputStream();
    var first = in.read();
    return Integer.toHexString(first) + ":" + read(client, in.read());
  }

  private static String logSocket(String protocols) {
    return ("GET %s/one/log?follow=true HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                .formatted(PODS)
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
        + (protocols.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + protocols + "\r\n")
        + "\r\n";
  }

  @Test
  void aSocketThatLeavesEndsItsLog() throws Exception {
    try (var client = ask(logSocket("binary.k8s.io"));
        var kubelet = agent()) {
      head(kubelet.getInputStream());
      write(kubelet, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      head(client.getInputStream());
      message(client);
      client.close();
      assertThat(kubelet.getInputStream().read()).as("the agent learns of it").isEqualTo(-1);
    }
  }

  @Test
  void aLogInNoKnownSubprotocolIsRefused() throws Exception {
    try (var client = ask(logSocket("v4.channel.k8s.io"))) {
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 403");
      assertThat(agentSide).isEmpty();
    }
  }

  @Test
  void logsStreamFromTheAgent() throws Exception {
    var request =
        "GET %s/one/log?follow=true&tailLines=5&container=main HTTP/1.1\r\nHost: x\r\n\r\n"
            .formatted(PODS);
    try (var client = ask(request);
        var kubelet = agent()) {
      assertThat(head(kubelet.getInputStream()))
          .startsWith("GET /containerLogs/default/one/main?follow=true&tailLines=5 ");
      write(
          kubelet,
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "6\r\nfirst\n\r\n");
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 200");
      assertThat(read(client, 9)).isEqualTo("6\r\nfirst\n");
      client.close();
      assertThat(kubelet.getInputStream().read()).as("the agent learns of it").isEqualTo(-1);
    }
  }

  @Test
  void aServiceWithoutEndpointsSaysSo() {
    api.post(
        "/api/v1/namespaces/default/services",
        "{\"metadata\":{\"name\":\"empty\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
    var refused = api.get("/api/v1/namespaces/default/services/empty/proxy/");
    assertThat(refused.code()).isEqualTo(503);
    assertThat(refused.at("/message")).contains("no endpoints available");
  }

  @Test
  void theAgentsRefusalOfALogIsPassedOn() throws Exception {
    var thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var kubelet = agent()) {
                    head(kubelet.getInputStream());
                    var text =
                        "container \"main\" in pod \"one\" is waiting to start: ContainerCreating";
                    write(
                        kubelet,
                        "HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(text.length(), text));
                    kubelet.getInputStream().read();
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    var refused = api.get(PODS + "/one/log");
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.at("/reason")).isEqualTo("BadRequest");
    assertThat(refused.at("/message"))
        .isEqualTo("container \"main\" in pod \"one\" is waiting to start: ContainerCreating");
    thread.interrupt();
  }

  @Test
  void theContainerMustBeClear() {
    pod("two", "\"a\"", "\"b\"");
    assertThat(api.get(PODS + "/two/log").at("/message"))
        .isEqualTo("a container name must be specified for pod two, choose one of: [a b]");
    assertThat(api.get(PODS + "/two/log?container=c").at("/message"))
        .isEqualTo("container c is not valid for pod two");
    assertThat(api.get(PODS + "/one/log?tailLines=-1").code()).isEqualTo(422);
  }

  @Test
  void aPodWithoutANodeHasNoLogAndNoShell() throws Exception {
    api.post(PODS, Api.pod("waiting"));
    assertThat(api.get(PODS + "/waiting/log").code()).isEqualTo(204);
    var request =
        "GET %s/waiting/exec?command=sh HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                .formatted(PODS)
            + "Upgrade: SPDY/3.1\r\n\r\n";
    try (var client = ask(request)) {
      assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 400");
    }
  }
}
