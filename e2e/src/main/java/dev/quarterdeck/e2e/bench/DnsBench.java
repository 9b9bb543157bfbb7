package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** How many names a node's DNS tells, how soon, and how soon it tells of a change. */
final class DnsBench {

  private static final String NAMESPACE = "bench-dns";
  private static final String SERVICES = "/api/v1/namespaces/" + NAMESPACE + "/services";
  private static final String SLICES =
      "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices";
  private static final String DOMAIN = "." + NAMESPACE + ".svc.cluster.local.";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final int COUNT = 1_000;
  private static final int CLIENTS = 8;
  private static final int CHANGES = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ApiLoad api;
  private final Report report;
  private final Duration length;
  private final InetSocketAddress server;
  private final long agent;

  DnsBench(Lab lab, ApiLoad api, Report report, Duration length) throws IOException {
    this.api = api;
    this.report = report;
    this.length = length;
    var host = lab.hosts().getFirst();
    server = new InetSocketAddress(InetAddress.ofLiteral(host.node().address()), 53);
    agent = agent(lab, host.node().name());
  }

  /** The agent's process as this machine numbers it. */
  private static long agent(Lab lab, String node) throws IOException {
    for (var process : ProcessHandle.allProcesses().toList()) {
      var file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      var words = Files.exists(file) ? Files.readString(file).replace('\0', ' ') : "";
      if (words.startsWith("/")
          && words.contains("NodeAgentMain")
          && words.contains("--node-name=" + node + " ")
          && words.contains(lab.folder().root().toString())) {
        return process.pid();
      }
    }
    throw new IOException("the agent of " + node + " does not run");
  }

  void run() throws Exception {
    report.heading("Names, with %,d Services".formatted(COUNT));
    api.makeNamespace(NAMESPACE);
    Load.run(CLIENTS, LIMIT, COUNT, number -> api.post(SERVICES, service("s" + number, "")));
    api.post(SERVICES, service("moving", "None"));
    api.post(SLICES, slice());
    await("s" + (COUNT - 1) + DOMAIN);
    await("moving" + DOMAIN);
    var load = new DnsLoad(server, questions());
    load.flood(2, 16, WARM_UP);
    rate(load);
    latency(load);
    changes();
  }

  private static String service(String name, String clusterIp) {
    return """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "%s"},
         "spec": {"clusterIP": "%s", "ports": [{"name": "http", "port": 80}]}}
        """
        .formatted(name, clusterIp);
  }

  private static String slice() {
    return """
        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
         "metadata": {"name": "moving", "labels": {"kubernetes.io/service-name": "moving"}},
         "addressType": "IPv4", "ports": [{"name": "http", "port": 80}],
         "endpoints": [{"addresses": ["10.1.0.0"]}]}
        """;
  }

  /** What a pod's resolver asks for one name: both families, and names of the search path. */
  private static List<byte[]> questions() {
    var questions = new ArrayList<byte[]>();
    for (var i = 0; i < COUNT; i++) {
      questions.add(DnsLoad.question("s" + i + DOMAIN, Type.A));
      questions.add(DnsLoad.question("s" + i + DOMAIN, Type.AAAA));
      questions.add(DnsLoad.question("s" + i + ".default.svc.cluster.local.", Type.A));
    }
    return questions;
  }

  private void rate(DnsLoad load) throws Exception {
    var cpu = ControlPlaneProcess.cpuSeconds(agent);
    var result = load.flood(4, 16, length);
    var seconds = ControlPlaneProcess.cpuSeconds(agent) - cpu;
    report.rate("answers, 64 under way", result.answered());
    report.line("lost", Integer.toString(result.lost()));
    report.line(
        "answers per second of one core",
        String.format(
            Locale.ROOT, "%,.0f (aim: ≥ 20,000)", result.answered().samples().count() / seconds));
  }

  private void latency(DnsLoad load) throws Exception {
    var samples = load.paced(1_000, length).answered().samples();
    report.line(
        "one answer, 1,000 a second",
        String.format(
            Locale.ROOT,
            "p50 %.2f ms, p99 %.2f ms (aim: p99 ≤ 1 ms)",
            samples.percentile(0.5).toNanos() / 1e6,
            samples.percentile(0.99).toNanos() / 1e6));
  }

  /** From the moment that the API server has said yes. */
  private void changes() throws Exception {
    var samples = new Samples();
    for (var i = 1; i <= CHANGES; i++) {
      var address = "10.1.0." + i;
      api.patch(
          SLICES + "/moving",
          MERGE_PATCH,
          "{\"endpoints\": [{\"addresses\": [\"%s\"]}]}".formatted(address));
      var start = System.nanoTime();
      while (!answer("moving" + DOMAIN).equals(address)) {
        if (System.nanoTime() - start > LIMIT.toNanos()) {
          throw new IOException("%s is not told".formatted(address));
        }
      }
      samples.add(System.nanoTime() - start);
    }
    report.line("a changed endpoint is told (aim: ≤ 100 ms)", samples.summary());
  }

  private void await(String name) throws IOException {
    var start = System.nanoTime();
    while (answer(name).isEmpty()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new IOException("%s is not told".formatted(name));
      }
    }
  }

  /** The first address, empty for none. */
  private String answer(String name) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout((int) LIMIT.toMillis());
      var question = DnsLoad.question(name, Type.A);
      socket.send(new DatagramPacket(question, question.length));
      var packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);
      var reply = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
      return reply.getSection(Section.ANSWER).stream()
          .filter(ARecord.class::isInstance)
          .map(record -> ((ARecord) record).getAddress().getHostAddress())
          .findFirst()
          .orElse("");
    }
  }
}
