package dev.quarterdeck.apiserver.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.admission.AdmissionChain;
import dev.quarterdeck.apiserver.allocation.WriteHooks;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.User;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when the name chance offers is taken. */
class GeneratedNamesTest {

  private final MemoryStore store = new MemoryStore();
  private final BuiltInRegistry registry = new BuiltInRegistry(DefinitionKinds.all());
  private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
  private final ResourceType maps =
      registry.find(GroupVersionResource.core("configmaps")).orElseThrow();

  @AfterEach
  void close() {
    store.close();
  }

  private Create create(LongSupplier chance) {
    var fields = new FieldCheck(Schemas.load());
    var preparation =
        new Preparation(
            new Admission(new AdmissionChain(List.of(), new SimpleMeterRegistry())),
            new FieldOwners(fields, registry, clock),
            fields,
            clock);
    return new Create(
        store,
        preparation,
        fields,
        new NameGenerator(chance::getAsLong),
        () -> "uid",
        clock,
        type -> WriteHooks.NONE);
  }

  private ObjectSnapshot make(Create create) {
    var request =
        VerbRequest.plain(
            User.ANONYMOUS,
            maps,
            "default",
            "",
            "",
            Deadline.in(Duration.ofSeconds(10)),
            warning -> {});
    var body = Json.parseObject("{\"metadata\":{\"generateName\":\"n-\"}}".getBytes());
    return create.create(request, new Payload(body, null));
  }

  @Test
  void anotherIsTriedUntilOneIsFree() {
    var asked = new int[1];
    var create = create(() -> asked[0]++ / 10L << 32); // the same ten draws, then others
    var first = Metadata.of(make(create).object()).name();
    asked[0] = 0;
    var second = Metadata.of(make(create).object()).name();
    assertThat(first).matches("n-[a-z0-9]{5}");
    assertThat(second).matches("n-[a-z0-9]{5}").isNotEqualTo(first);
  }

  @Test
  void theClientIsToldToTryAgainWhenNoneIs() {
    var create = create(() -> 0);
    make(create);
    assertThatThrownBy(() -> make(create))
        .isInstanceOfSatisfying(
            ApiFault.class,
            fault -> {
              assertThat(fault.reason()).isEqualTo(Reason.ALREADY_EXISTS);
              assertThat(fault)
                  .hasMessageContaining(
                      "already exists, the server was not able to generate a unique name");
              assertThat(fault.details().retryAfter()).isPositive();
            });
  }
}
