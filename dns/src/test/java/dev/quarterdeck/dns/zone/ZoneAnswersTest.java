package dev.quarterdeck.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The records of the <a
 * href="https://github.com/kubernetes/dns/blob/master/docs/specification.md">Kubernetes DNS
 * specification</a>, section by section, and what it leaves to others.
 */
class ZoneAnswersTest {

  private static final Zone ZONE = SampleZone.build();
  private static final String DOMAIN = ".cluster.local.";

  /** Ends with the domain unless it ends with a dot. */
  private static Name name(String text) {
    return Name.fromConstantString(text.endsWith(".") ? text : text + DOMAIN);
  }

  private static Answer ask(String name, String type) {
    return ZoneAnswers.answer(name(name), Type.value(type), ZONE);
  }

  /** {@code TYPE data}, of owners that differ from {@code asked} the owner before that. */
  private static List<String> texts(String asked, List<Record> records) {
    return records.stream()
        .map(
            record ->
                (record.getName().equals(name(asked)) ? "" : record.getName() + " ")
                    + Type.string(record.getType())
                    + " "
                    + record.rdataToString())
        .toList();
  }

  private static List<String> lines(String expected) {
    return Stream.of(expected.split(";")).map(String::strip).toList();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # 2.2 the schema's version
          dns-version                            | TXT  | TXT "1.1.0"
          # 2.3.1 a Service's own addresses
          kubernetes.default.svc                 | A    | A 10.3.0.1
          dual.default.svc                       | A    | A 10.3.0.2
          dual.default.svc                       | AAAA | AAAA fd00:3:0:0:0:0:0:2
          six.default.svc                        | AAAA | AAAA fd00:3:0:0:0:0:0:6
          # 2.3.2 its named ports
          _https._tcp.kubernetes.default.svc     | SRV  | SRV 0 100 443 kubernetes.default.svc.cluster.local.
          _dns._udp.dual.default.svc             | SRV  | SRV 0 100 53 dual.default.svc.cluster.local.
          _dns-tcp._tcp.dual.default.svc         | SRV  | SRV 0 100 53 dual.default.svc.cluster.local.
          # 2.3.3 the way back
          1.0.3.10.in-addr.arpa.                 | PTR  | PTR kubernetes.default.svc.cluster.local.
          2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.0.0.0.0.0.d.f.ip6.arpa. | PTR | PTR dual.default.svc.cluster.local.
          # 2.4.1 endpoints' addresses
          headless.default.svc                   | A    | A 10.4.0.100; A 10.4.0.101; A 10.4.0.102
          headless.default.svc                   | AAAA | AAAA fd00:4:0:0:0:0:0:64
          my-pet.headless.default.svc            | A    | A 10.4.0.100
          10-4-0-102.headless.default.svc        | A    | A 10.4.0.102
          fd00-4--64.headless.default.svc        | AAAA | AAAA fd00:4:0:0:0:0:0:64
          same.mixed.default.svc                 | A    | A 10.4.0.41; A 10.4.0.42
          portless.default.svc                   | A    | A 10.4.0.30
          published.default.svc                  | A    | A 10.4.0.20
          early.published.default.svc            | A    | A 10.4.0.20
          # 2.4.2 endpoints' named ports
          _https._tcp.headless.default.svc       | SRV  | SRV 0 25 8443 my-pet.headless.default.svc.cluster.local.; SRV 0 25 8443 my-pet-2.headless.default.svc.cluster.local.; SRV 0 25 9443 10-4-0-102.headless.default.svc.cluster.local.; SRV 0 25 8443 fd00-4--64.headless.default.svc.cluster.local.
          _web._tcp.mixed.default.svc            | SRV  | SRV 0 50 8080 same.mixed.default.svc.cluster.local.
          # 2.4.3 the way back
          100.0.4.10.in-addr.arpa.               | PTR  | PTR my-pet.headless.default.svc.cluster.local.
          102.0.4.10.in-addr.arpa.               | PTR  | PTR 10-4-0-102.headless.default.svc.cluster.local.
          # 2.5 another name
          foo.default.svc                        | CNAME | CNAME www.example.com.
          inside.default.svc                     | A    | CNAME kubernetes.default.svc.cluster.local.; kubernetes.default.svc.cluster.local. A 10.3.0.1
          deep.default.svc                       | A    | CNAME inside.default.svc.cluster.local.; inside.default.svc.cluster.local. CNAME kubernetes.default.svc.cluster.local.; kubernetes.default.svc.cluster.local. A 10.3.0.1
          # 2.6 pods by address
          10-4-0-77.default.pod                  | A    | A 10.4.0.77
          fd00-4--1.bare.pod                     | AAAA | AAAA fd00:4:0:0:0:0:0:1
          # case does not matter
          KuberneteS.DEFAULT.svc                 | A    | A 10.3.0.1
          MY-PET.headless.Default.SVC.Cluster.LOCAL. | A | A 10.4.0.100
          # what CoreDNS answers beyond that
          ns.dns                                 | A    | A 10.3.0.10
          ns.dns                                 | AAAA | AAAA fd00:3:0:0:0:0:0:a
          cluster.local.                         | NS   | NS ns.dns.cluster.local.
          kubernetes.default.svc                 | SRV  | SRV 0 100 443 kubernetes.default.svc.cluster.local.
          dual.default.svc                       | SRV  | SRV 0 33 53 dual.default.svc.cluster.local.; SRV 0 33 9153 dual.default.svc.cluster.local.
          192-168-1-1.kubernetes.default.svc     | A    | A 192.168.1.1
          1.1.168.192.in-addr.arpa.              | PTR  | PTR 192-168-1-1.kubernetes.default.svc.cluster.local.
          # RFC 8482
          kubernetes.default.svc                 | ANY  | HINFO "RFC8482" ""
          foo.default.svc                        | ANY  | HINFO "RFC8482" ""
          """)
  void tellsWhatThereIs(String name, String type, String expected) {
    assertThat(ask(name, type))
        .isInstanceOfSatisfying(
            Answer.Found.class,
            found -> {
              assertThat(texts(name, found.records())).containsExactlyElementsOf(lines(expected));
              assertThat(found.records()).allMatch(record -> record.getTTL() == 5);
            });
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kubernetes.default.svc             | AAAA
          kubernetes.default.svc             | TXT
          six.default.svc                    | A
          headless.default.svc               | MX
          my-pet.headless.default.svc        | AAAA
          _https._tcp.kubernetes.default.svc | A
          _tcp.kubernetes.default.svc        | SRV
          portless.default.svc               | SRV
          10-4-0-77.default.pod              | AAAA
          cluster.local.                     | A
          svc                                | A
          pod                                | A
          default.svc                        | A
          bare.svc                           | A
          bare.pod                           | A
          dns                                | A
          ns.dns                             | TXT
          dns-version                        | A
          1.0.3.10.in-addr.arpa.             | A
          """)
  void tellsThatANameHasNothingOfThatKind(String name, String type) {
    assertThat(ask(name, type))
        .isInstanceOfSatisfying(Answer.Empty.class, empty -> assertThat(empty.chain()).isEmpty());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing.default.svc                  | A
          kubernetes.missing.svc               | A
          missing.svc                          | A
          missing.pod                          | A
          10-4-0-77.missing.pod                | A
          10-4-0.default.pod                   | A
          10-4-0-777.default.pod               | A
          some-name.default.pod                | A
          a.10-4-0-77.default.pod              | A
          unready.default.svc                  | A
          _web._tcp.unready.default.svc        | SRV
          late.headless.default.svc            | A
          10-4-0-100.headless.default.svc      | A
          pending.default.svc                  | A
          number.default.svc                   | A
          a.foo.default.svc                    | A
          _https._udp.kubernetes.default.svc   | SRV
          _http._tcp.kubernetes.default.svc    | SRV
          __tcp.dual.default.svc               | SRV
          https.tcp.kubernetes.default.svc     | SRV
          _sctp.kubernetes.default.svc         | SRV
          a._https._tcp.kubernetes.default.svc | SRV
          kubernetes                           | A
          default                              | A
          a.dns-version                        | TXT
          a.ns.dns                             | A
          *.default.svc                        | A
          x\\.y.default.svc                    | A
          """)
  void tellsThatThereIsNoSuchName(String name, String type) {
    assertThat(ask(name, type))
        .isInstanceOfSatisfying(
            Answer.Missing.class,
            missing -> {
              assertThat(missing.chain()).isEmpty();
              assertThat(missing.soa().getName()).isEqualTo(name("cluster.local."));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "www.example.com.",
    "local.",
    "notcluster.local.",
    ".",
    "99.0.4.10.in-addr.arpa.",
    "9.0.4.10.in-addr.arpa.",
    "4.10.in-addr.arpa.",
    "a.b.c.d.in-addr.arpa.",
    "1.1.1.1.1.in-addr.arpa.",
    "2.0.ip6.arpa."
  })
  void leavesOtherNamesToOthers(String name) {
    assertThat(ask(name, "PTR")).isInstanceOf(Answer.Outside.class);
  }

  @Test
  void leadsToNamesOfOthers() {
    for (var type : List.of("A", "AAAA", "TXT")) {
      assertThat(ask("foo.default.svc", type))
          .isInstanceOfSatisfying(
              Answer.Alias.class,
              alias -> {
                assertThat(alias.target()).isEqualTo(name("www.example.com."));
                assertThat(texts("foo.default.svc", alias.chain()))
                    .containsExactly("CNAME www.example.com.");
              });
    }
  }

  @Test
  void tellsHowFarAnAliasLeadsWhenItsEndIsMissing() {
    assertThat(ask("nowhere.default.svc", "A"))
        .isInstanceOfSatisfying(
            Answer.Missing.class,
            missing ->
                assertThat(texts("nowhere.default.svc", missing.chain()))
                    .containsExactly("CNAME gone.default.svc.cluster.local."));
  }

  @Test
  void givesUpOnAliasesThatGoRound() {
    for (var name : List.of("circle", "ring-a", "ring-b")) {
      assertThat(ask(name + ".default.svc", "A")).isInstanceOf(Answer.Endless.class);
    }
  }

  @Test
  void addsTheAddressesThatPortsLeadTo() {
    assertThat(ask("_https._tcp.headless.default.svc", "SRV"))
        .isInstanceOfSatisfying(
            Answer.Found.class,
            found ->
                assertThat(found.extra().stream().map(Record::rdataToString))
                    .containsExactly(
                        "10.4.0.100", "10.4.0.101", "10.4.0.102", "fd00:4:0:0:0:0:0:64"));
  }

  @Test
  void tellsHowLongNothingMayBeKept() {
    var missing = (Answer.Missing) ask("missing.default.svc", "A");
    assertThat(missing.soa().rdataToString())
        .matches("ns.dns.cluster.local. hostmaster.cluster.local. \\d+ 7200 1800 86400 5");
    assertThat(missing.soa().getTTL()).isEqualTo(5);
  }

  @Test
  void repeatsTheNameAsItWasAsked() {
    var found = (Answer.Found) ask("KuBerNetEs.default.svc", "A");
    assertThat(found.records().getFirst().getName()).hasToString("KuBerNetEs.default.svc" + DOMAIN);
  }

  @Test
  void standsNamesOf255Bytes() {
    var label = "a".repeat(62);
    var longest = String.join(".", label, label, label, "b".repeat(50)) + DOMAIN;
    assertThat(name(longest).length()).isEqualTo((short) 255);
    assertThat(ZoneAnswers.answer(name(longest), Type.A, ZONE)).isInstanceOf(Answer.Missing.class);
    var pod = String.join(".", "1-2-3-4", label, label, label, "c".repeat(38)) + ".pod" + DOMAIN;
    assertThat(ZoneAnswers.answer(name(pod), Type.A, ZONE)).isInstanceOf(Answer.Missing.class);
  }

  @Test
  void knowsEveryTypeThereIs() {
    for (var type = 0; type < 65_536; type++) {
      for (var name : Arrays.asList("kubernetes.default.svc", "foo.default.svc", "nothing")) {
        assertThat(ZoneAnswers.answer(name(name), type, ZONE)).isNotNull();
      }
    }
  }
}
