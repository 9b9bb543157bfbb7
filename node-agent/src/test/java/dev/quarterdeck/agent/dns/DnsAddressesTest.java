package dev.quarterdeck.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In network namespaces of its own: a node, and a pod behind it. */
class DnsAddressesTest {

  private static final List<String> ADDRESSES = List.of("10.96.0.10", "fd00:96::a");
  private static final int RATE = 20;

  private final String node = "qdd" + ProcessHandle.current().pid() + "-node";
  private final String pod = "qdd" + ProcessHandle.current().pid() + "-pod";
  private final DnsAddresses addresses = new DnsAddresses(tool("ip"), tool("nft"));

  private Tool tool(String program) {
    return new Tool(List.of("ip", "netns", "exec", node, program));
  }

  private static String run(String... words) throws Exception {
    var result = new Tool(List.of(words)).run("");
    assertThat(result.code()).as(String.join(" ", words) + ": " + result.output()).isZero();
    return result.output();
  }

  private static String in(String host, String... words) throws Exception {
    var all = new ArrayList<>(List.of("ip", "netns", "exec", host));
    all.addAll(List.of(words));
    return run(all.toArray(String[]::new));
  }

  @BeforeEach
  void build() throws Exception {
    for (var host : List.of(node, pod)) {
      run("ip", "netns", "add", host);
      run("ip", "-n", host, "link", "set", "lo", "up");
    }
    run(
        "ip", "link", "add", "pod", "netns", node, "type", "veth", "peer", "name", "eth0", "netns",
        pod);
    run("ip", "-n", node, "addr", "add", "10.244.7.1/24", "dev", "pod");
    run("ip", "-n", node, "link", "set", "pod", "up");
    run("ip", "-n", pod, "addr", "add", "10.244.7.2/24", "dev", "eth0");
    run("ip", "-n", pod, "link", "set", "eth0", "up");
    run("ip", "-n", pod, "route", "add", "default", "via", "10.244.7.1");
  }

  @AfterEach
  void tearDown() throws Exception {
    run("ip", "netns", "del", pod);
    run("ip", "netns", "del", node);
  }

  private String table() throws Exception {
    return in(node, "nft", "list", "table", "inet", "quarterdeck-dns");
  }

  private String loopback() throws Exception {
    return run("ip", "-n", node, "-o", "addr", "show", "dev", "lo");
  }

  @Test
  void theNodeHasTheAddressesAndTracksNoneOfTheirPackets() throws Exception {
    addresses.begin(ADDRESSES, RATE);
    assertThat(loopback()).contains("10.96.0.10/32 scope host lo", "fd00:96::a/128");
    assertThat(table())
        .contains("elements = { 10.96.0.10 }", "elements = { fd00:96::a }")
        .contains("ip daddr @servers4 meta l4proto { tcp, udp } th dport 53 notrack")
        .contains("ip6 saddr @servers6 meta l4proto { tcp, udp } th sport 53 notrack");
  }

  @Test
  void whatIsTakenAwayComesBack() throws Exception {
    addresses.begin(ADDRESSES, RATE);
    in(node, "nft", "flush", "ruleset");
    run("ip", "-n", node, "addr", "del", "10.96.0.10/32", "dev", "lo");
    addresses.ensure(ADDRESSES, RATE);
    assertThat(loopback()).contains("10.96.0.10/32");
    assertThat(table()).contains("10.96.0.10");
  }

  @Test
  void nothingIsLeftForWhoeverIsToAnswerInstead() throws Exception {
    addresses.begin(ADDRESSES, RATE);
    addresses.remove(ADDRESSES);
    assertThat(loopback()).doesNotContain("10.96.0.10", "fd00:96::a");
    assertThat(in(node, "nft", "list", "tables")).isBlank();
    addresses.remove(ADDRESSES);
  }

  @Test
  void aClientThatAsksTooMuchIsNotHeard() throws Exception {
    addresses.begin(ADDRESSES, RATE);
    in(pod, "bash", "-c", "for i in {1..200}; do echo x >/dev/udp/10.96.0.10/53; done");
    var dropped =
        table()
            .lines()
            .filter(line -> line.contains("@clients4"))
            .map(line -> line.replaceAll(".*counter packets (\\d+) .*", "$1"))
            .mapToInt(Integer::parseInt)
            .sum();
    assertThat(dropped).isBetween(100, 200 - RATE);
  }

  /** A refusal would be believed at once; silence makes a resolver ask again. */
  @Test
  void whileNobodyListensThereIsSilence() throws Exception {
    var ask =
        "exec 3<>/dev/udp/10.96.0.10/53; echo x >&3; read -t 1 -u 3;"
            + " [ $? -gt 128 ] && echo silence || echo refused";
    run("ip", "-n", node, "addr", "add", "10.96.0.10/32", "dev", "lo");
    assertThat(in(pod, "bash", "-c", ask)).contains("refused");
    addresses.begin(ADDRESSES, RATE);
    assertThat(in(pod, "bash", "-c", ask)).isEqualTo("silence\n");
  }
}
