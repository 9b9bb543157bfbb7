package dev.quarterdeck.apiserver.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.watchcache.CacheLimits;
import dev.quarterdeck.apiserver.watchcache.Caches;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FollowerTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final GroupVersionResource MAPS = GroupVersionResource.core("configmaps");

  private final MemoryStore store = new MemoryStore();
  private final BuiltInRegistry registry = new BuiltInRegistry(DefinitionKinds.all());
  private final ResourceType type = registry.find(MAPS).orElseThrow();

  /** So few changes that a cache soon forgets what it was. */
  private final Caches caches =
      new Caches(store, Time.system(), new CacheLimits(5, 1 << 20), new SimpleMeterRegistry());

  private final Followers followers = new Followers(registry, caches, Time.system());

  /** Names of the objects that the fold was given, in order. */
  private final Queue<String> read = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    followers.close();
    caches.close();
    store.close();
  }

  private Optional<String> value(FollowedObject object) {
    read.add(object.key().name());
    var value = object.tree().path("data").path("value").asText("");
    if (value.equals("bad")) {
      throw new IllegalStateException("no value: bad");
    }
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private Follower<Map<ObjectKey, String>> follow() {
    return followers.follow(MAPS, Fold.toMap(this::value));
  }

  private void put(String name, String value) {
    var map = Json.object();
    map.putObject("metadata").put("name", name).put("namespace", "a").put("uid", name);
    map.put("kind", "ConfigMap").put("apiVersion", "v1");
    map.putObject("data").put("value", value);
    putBytes(name, StoredJson.encode(map));
  }

  private void putBytes(String name, byte[] bytes) {
    var key = type.storeKey("a", name);
    var seen = store.get(key);
    assertThat(
            seen.isEmpty()
                ? store.create(key, bytes, null)
                : store.update(key, bytes, seen.get().modRevision()))
        .isInstanceOf(Store.WriteResult.Written.class);
  }

  private void delete(String name) {
    var seen = store.get(type.storeKey("a", name)).orElseThrow();
    store.delete(seen.key(), seen.modRevision());
  }

  private static Map<ObjectKey, String> values(String... namesAndValues) {
    var values = new java.util.HashMap<ObjectKey, String>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      values.put(new ObjectKey("a", namesAndValues[i]), namesAndValues[i + 1]);
    }
    return values;
  }

  @Test
  void snapshotHoldsWhatWasThereAndFollowsEveryChange() {
    put("x", "1");
    put("empty", "");
    var follower = follow();
    assertThat(follower.current(SOON)).isEqualTo(values("x", "1"));
    var before = follower.snapshot();

    put("x", "2");
    put("y", "1");
    assertThat(follower.current(SOON)).isEqualTo(values("x", "2", "y", "1"));
    assertThat(before).as("a snapshot stays as it is").isEqualTo(values("x", "1"));

    delete("x");
    assertThat(follower.atLeast(store.currentRevision(), SOON)).isEqualTo(values("y", "1"));
    assertThat(follower.revision()).isEqualTo(store.currentRevision());
  }

  @Test
  void onlyObjectsThatChangedAreRead() {
    for (var i = 0; i < 50; i++) {
      put("x" + i, "1");
    }
    var follower = follow();
    follower.current(SOON);
    assertThat(read).hasSize(50);
    read.clear();

    put("x7", "2");
    follower.current(SOON);
    assertThat(read).containsExactly("x7");
  }

  @Test
  void cacheThatTakesAnothersPlaceIsReadFromWhereItDiffers() {
    for (var i = 0; i < 50; i++) {
      put("x" + i, "1");
    }
    var follower = follow();
    follower.current(SOON);
    read.clear();

    caches.stop(type);
    for (var i = 0; i < 20; i++) {
      put("y", "" + i);
    }
    delete("x0");

    var now = follower.current(SOON);
    assertThat(now).hasSize(50).containsEntry(new ObjectKey("a", "y"), "19");
    assertThat(read).containsOnly("y");
  }

  @Test
  void objectThatCannotBeReadDoesNotCountAndKeepsNoOtherFromCounting() {
    put("x", "bad");
    putBytes("z", "garbage".getBytes(UTF_8));
    put("y", "1");
    var follower = follow();

    assertThat(follower.current(SOON)).isEqualTo(values("y", "1"));
    assertThat(follower.trouble()).hasValueSatisfying(why -> assertThat(why).contains("a/x"));

    put("x", "1");
    assertThat(follower.current(SOON)).isEqualTo(values("x", "1", "y", "1"));
    assertThat(follower.trouble()).isEmpty();
  }

  @Test
  void objectThatBecomesGarbageDoesNotCountAnyMore() {
    put("x", "1");
    var follower = follow();
    assertThat(follower.current(SOON)).isEqualTo(values("x", "1"));

    putBytes("x", "garbage".getBytes(UTF_8));
    assertThat(follower.current(SOON)).isEmpty();

    put("x", "2");
    assertThat(follower.current(SOON)).isEqualTo(values("x", "2"));
  }

  @Test
  void whatFollowsFromASnapshotIsComputedOncePerChange() {
    put("x", "1");
    put("y", "2");
    var sorted =
        followers.follow(
            MAPS, Fold.toMap(this::value).then(all -> all.values().stream().sorted().toList()));

    var first = sorted.current(SOON);
    assertThat(first.value()).isEqualTo(List.of("1", "2"));
    assertThat(sorted.current(SOON)).isSameAs(first);
    put("x", "3");
    assertThat(sorted.current(SOON).value()).isEqualTo(List.of("2", "3"));
  }

  @Test
  void snapshotIsNeverBehindTheCacheWhenThatIsAskedFor() {
    var follower = follow();
    follower.current(SOON);
    for (var i = 0; i < 200; i++) {
      put("x", "" + i);
      caches.apply(type).awaitCurrent(SOON);
      assertThat(follower.cached()).isEqualTo(values("x", "" + i));
    }
  }

  @Test
  void whoeverWaitsForAnotherSnapshotIsWoken() throws InterruptedException {
    var follower = follow();
    var seen = follower.current(SOON);
    assertThat(follower.awaitOther(seen, Duration.ZERO)).isFalse();

    put("x", "1");
    assertThat(follower.awaitOther(seen, SOON)).isTrue();
    assertThat(follower.snapshot()).isEqualTo(values("x", "1"));
  }
}
