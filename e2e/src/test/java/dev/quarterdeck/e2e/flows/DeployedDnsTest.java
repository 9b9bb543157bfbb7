package dev.quarterdeck.e2e.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.e2e.fixture.Kubectl;
import dev.quarterdeck.e2e.fixture.LabExtension;
import dev.quarterdeck.e2e.fixture.ToolsPod;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody else's DNS server in place of the agents', as CoreDNS would be. */
@Tag("lab")
class DeployedDnsTest {

  @RegisterExtension static final LabExtension LAB = LabExtension.ofNodes(1).withDnsDeployed();

  /** Tells one address for whatever it is asked. */
  private static final String SERVER =
      """
      import java.io.ByteArrayOutputStream;
      import java.net.DatagramPacket;
      import java.net.DatagramSocket;

      class OneAddress {
        public static void main(String[] nothing) throws Exception {
          var answer = new byte[] {
              (byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, (byte) 192, 0, 2, 77};
          try (var socket = new DatagramSocket(5353)) {
            while (true) {
              var query = new DatagramPacket(new byte[512], 512);
              socket.receive(query);
              var reply = new ByteArrayOutputStream();
              reply.write(query.getData(), 0, query.getLength());
              var isA = query.getData()[query.getLength() - 3] == 1;
              if (isA) {
                reply.write(answer);
              }
              var bytes = reply.toByteArray();
              bytes[2] |= (byte) 0x80;
              bytes[7] = (byte) (isA ? 1 : 0);
              socket.send(new DatagramPacket(bytes, bytes.length, query.getSocketAddress()));
            }
          }
        }
      }
      """;

  private static final String SERVICE =
      """
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: kube-dns, namespace: kube-system}
      spec:
        clusterIP: %s
        selector: {app: dns}
        ports: [{name: dns, port: 53, targetPort: 5353, protocol: UDP}]
      """;

  @Test
  void podsAskTheOneThatIsDeployed() throws Exception {
    var java = ToolsPod.java();
    assumeTrue(Kubectl.isInstalled() && java.isPresent(), "no kubectl, or no JDK below /usr");
    var tools = ToolsPod.folder(LAB.lab(), "node-1");
    Files.writeString(tools.resolve("OneAddress.java"), SERVER);
    var kubectl = LAB.kubectl();
    var address = LAB.lab().spec().clusterDns();
    assertThat(kubectl.run("get", "services", "-n", "kube-system")).doesNotContain("kube-dns");
    assertThat(kubectl.run("get", "nodes", "--show-labels")).doesNotContain("cluster-dns");
    var command = "[%s, /tools/OneAddress.java]".formatted(java.get());
    kubectl.withInput(
        ToolsPod.manifest("kube-system", "dns", "node-1", tools, command)
            + ToolsPod.idle("client", "node-1", tools)
            + SERVICE.formatted(address),
        "apply",
        "-f",
        "-");
    kubectl.run("wait", "--for=condition=Ready", "pod/client", "--timeout=60s");
    await("the deployed server is asked")
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> kubectl.run("exec", "client", "--", "nslookup", "told.by.it."),
            told -> told.contains(address + ":53") && told.contains("192.0.2.77"));
  }
}
