package dev.quarterdeck.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void aTypedLeaseKeepsItsMicroseconds() throws Exception {
    var text = "{\"spec\":{\"renewTime\":\"2026-11-21T08:28:39.661834Z\"}}";
    var lease = Json.mapper().readValue(text, Lease.class);
    assertThat(lease.getSpec().getRenewTime())
        .isEqualTo(ZonedDateTime.parse("2026-11-21T08:28:39.661834Z[UTC]"));
    assertThat(Json.mapper().writeValueAsString(lease)).contains("2026-11-21T08:28:39.661834Z");
  }
}
