package dev.quarterdeck.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.informer.Change.Added;
import dev.quarterdeck.client.informer.Change.Deleted;
import dev.quarterdeck.client.informer.Change.Updated;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ChangeFeedTest {

  private final ChangeFeed<ConfigMap> feed = new ChangeFeed<>(Time.system());
  private final ConfigMap a1 = map("a", "1");
  private final ConfigMap a2 = map("a", "2");
  private final ConfigMap a3 = map("a", "3");
  private final ConfigMap b1 = map("b", "1");

  private static ConfigMap map(String name, String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }

  @Test
  void keepsTheOrderOfObjects() throws Exception {
    feed.offer(List.of(new Added<>(b1), new Added<>(a1)));
    assertThat(feed.take().changes()).containsExactly(new Added<>(b1), new Added<>(a1));
  }

  @Test
  void mergesUpdatesThatNobodyFetched() throws Exception {
    feed.offer(List.of(new Updated<>(a1, a2)));
    feed.offer(List.of(new Updated<>(a2, a3)));
    assertThat(feed.take().changes()).containsExactly(new Updated<>(a1, a3));
  }

  @Test
  void anUpdateOfAnUnseenObjectIsAnAddition() throws Exception {
    feed.offer(List.of(new Added<>(a1), new Updated<>(a1, a2)));
    assertThat(feed.take().changes()).containsExactly(new Added<>(a2));
  }

  @Test
  void anObjectThatCameAndWentIsNotTold() throws Exception {
    feed.offer(List.of(new Added<>(a1), new Added<>(b1), new Deleted<>(a1)));
    assertThat(feed.take().changes()).containsExactly(new Added<>(b1));
  }

  @Test
  void aReplacedObjectIsToldAsBoth() throws Exception {
    feed.offer(List.of(new Updated<>(a1, a2), new Deleted<>(a2), new Added<>(a3)));
    assertThat(feed.take().changes()).containsExactly(new Deleted<>(a2), new Added<>(a3));
  }

  @Test
  void aDeletionOutlivesAReplacementNobodySaw() throws Exception {
    feed.offer(List.of(new Deleted<>(a1), new Added<>(a2), new Deleted<>(a3)));
    assertThat(feed.take().changes()).containsExactly(new Deleted<>(a1));
  }

  @Test
  void saysOnceThatTheFirstListIsIn() throws Exception {
    feed.markListed();
    assertThat(feed.take()).isEqualTo(new ChangeFeed.Batch<>(List.of(), true));
    feed.markListed();
    feed.offer(List.of(new Added<>(a1)));
    assertThat(feed.take().changes()).hasSize(1);
  }
}
