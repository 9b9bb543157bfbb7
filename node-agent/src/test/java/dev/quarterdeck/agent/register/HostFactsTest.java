package dev.quarterdeck.agent.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostFactsTest {

  @Test
  void thisHostHasMoreProcessIdsThanProcesses() {
    var facts = HostFacts.read(Path.of("/tmp"));
    assertThat(facts.processLimit()).isGreaterThanOrEqualTo(301).isGreaterThan(facts.processes());
    assertThat(facts.memory()).isGreaterThan(facts.memoryAvailable());
    assertThat(facts.kernel()).isNotEmpty();
  }
}
