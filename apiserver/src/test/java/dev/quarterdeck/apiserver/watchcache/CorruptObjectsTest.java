package dev.quarterdeck.apiserver.watchcache;

import static dev.quarterdeck.apiserver.watchcache.Objects.PODS;
import static dev.quarterdeck.apiserver.watchcache.Objects.create;
import static dev.quarterdeck.apiserver.watchcache.Objects.pod;
import static dev.quarterdeck.apiserver.watchcache.Objects.written;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.watchcache.ResourceCache.Scope;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldSelector;
import dev.quarterdeck.model.LabelSelector;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One stored value that is no object costs what would have to show it, and nothing else. */
@Timeout(60)
class CorruptObjectsTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String BAD = "/registry/pods/a/bad";

  private final MemoryStore store = new MemoryStore();
  private final Caches caches =
      new Caches(store, Time.system(), CacheLimits.DEFAULT, new SimpleMeterRegistry());

  @BeforeEach
  void storeOthers() {
    create(store, pod("a", "before", Map.of(), "n1"));
    create(store, pod("b", "elsewhere", Map.of(), "n1"));
  }

  @AfterEach
  void close() {
    caches.close();
    store.close();
  }

  private long corrupt(String value) {
    return written(store.create(BAD, value.getBytes(UTF_8), null));
  }

  private ResourceCache cache() {
    var cache = caches.apply(PODS);
    cache.awaitCurrent(SOON);
    return cache;
  }

  private static Scope in(String namespace) {
    return new Scope(namespace, LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);
  }

  private static List<String> names(ResourceCache.Slice slice) {
    return slice.objects().stream().map(o -> o.key().name()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k8s\0protobuf",
        "garbage",
        "[]",
        "",
        "{\"metadata\":{\"name\":\"bad\"",
        "{\"metadata\":{\"name\":\"bad\"},\"spec\":{\"nodeName\":}}",
        "{\"metadata\":{\"name\":\"bad\"}} and more"
      })
  void cacheLoadsAndNamesTheValue(String value) {
    var revision = corrupt(value);

    var fault = catchThrowableOfType(ApiFault.class, () -> cache().list(in(""), "", 0));

    assertThat(fault.reason()).isEqualTo(Reason.STORE_READ_ERROR);
    assertThat(fault.code()).isEqualTo(500);
    var cause = fault.toStatus().at("/details/causes/0");
    assertThat(cause.path("reason").asText()).isEqualTo("UnexpectedServerResponse");
    assertThat(cause.path("field").asText()).isEqualTo(BAD);
    assertThat(cause.path("message").asText()).contains("revision=" + revision);
  }

  @Test
  void whatDoesNotShowTheValueIsServed() {
    var cache = cache();
    corrupt("garbage");
    cache = cache();
    create(store, pod("a", "late", Map.of(), "n1"));
    cache.awaitCurrent(SOON);

    assertThat(cache.get(new ObjectKey("a", "before"))).isPresent();
    assertThat(names(cache.list(in("b"), "", 0))).containsExactly("elsewhere");
    var byName =
        new Scope("a", LabelSelector.EVERYTHING, FieldSelector.parse("metadata.name=late"));
    assertThat(names(cache.list(byName, "", 0))).containsExactly("late");
    var fault =
        catchThrowableOfType(
            ApiFault.class, () -> caches.apply(PODS).get(new ObjectKey("a", "bad")));
    assertThat(fault.reason()).isEqualTo(Reason.INTERNAL_ERROR);
    assertThat(fault).hasMessageContaining("corrupt object").hasMessageContaining(BAD);
  }

  @Test
  void watchThatWouldHaveToShowTheValueEndsAndOthersGoOn() {
    var cache = cache();
    var from = cache.revision();
    try (var here = new Polled(cache, in("a"), from, false);
        var elsewhere = new Polled(cache, in("b"), from, false)) {
      corrupt("garbage");
      create(store, pod("b", "late", Map.of(), "n1"));

      assertThat(here.awaitEnd()).hasMessageContaining(BAD);
      assertThat(Polled.describe(elsewhere.awaitEvents(1)).getFirst()).startsWith("ADDED late");
      assertThat(elsewhere.watcher().ended()).isEmpty();
    }
  }

  @Test
  void allIsServedAgainOnceTheValueIsGoneOrMended() {
    var bad = corrupt("garbage");
    var cache = cache();
    written(store.delete(BAD, bad));
    cache.awaitCurrent(SOON);
    assertThat(names(cache.list(in("a"), "", 0))).containsExactly("before");

    corrupt("garbage");
    Objects.update(store, pod("a", "bad", Map.of(), "n1"));
    cache.awaitCurrent(SOON);
    assertThat(names(cache.list(in("a"), "", 0))).containsExactly("bad", "before");
  }
}
