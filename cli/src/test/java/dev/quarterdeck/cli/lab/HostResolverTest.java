package dev.quarterdeck.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostResolverTest {

  @ParameterizedTest
  @CsvSource({
    "nameserver 127.0.0.53;options edns0,                true",
    "nameserver ::1,                                     true",
    "nameserver 192.0.2.1,                               false",
    "nameserver 127.0.0.1;nameserver 192.0.2.1,          false",
    "search example.com,                                 false",
    "nameserver 2001:db8::1,                             false"
  })
  void knowsServersThatHostsDoNotReach(String lines, boolean local) {
    assertThat(HostResolver.isLocal(List.of(lines.split(";")))).isEqualTo(local);
  }
}
