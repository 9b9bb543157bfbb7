package dev.quarterdeck.apiserver.watchcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImageTest {

  private static CachedObject object(String key) {
    return new CachedObject(
        key, new ObjectKey("", key), "", 1, Map.of(), Map.of(), "v1", new byte[0]);
  }

  private static List<String> keys(Image image, String from, String to) {
    var keys = new ArrayList<String>();
    image.range(from, to).forEachRemaining(o -> keys.add(o.storeKey()));
    return keys;
  }

  @Test
  void behavesAsASortedMapThroughRandomChanges() {
    var random = new Random(7);
    var image = Image.EMPTY;
    var model = new TreeMap<String, CachedObject>();
    for (var i = 0; i < 5_000; i++) {
      var key = "k%03d".formatted(random.nextInt(600));
      if (random.nextInt(3) == 0) {
        image = image.without(key);
        model.remove(key);
      } else {
        var object = object(key);
        image = image.with(object);
        model.put(key, object);
      }
      assertThat(image.size()).isEqualTo(model.size());
      assertThat(image.get(key)).isSameAs(model.get(key));
      if (i % 100 == 0) {
        assertThat(keys(image, "", "~")).containsExactlyElementsOf(model.keySet());
        var part = model.subMap("k100", "k300").keySet();
        assertThat(keys(image, "k100", "k300")).containsExactlyElementsOf(part);
        assertThat(image.count("k100", "k300")).isEqualTo(part.size());
      }
    }
  }

  @Test
  void oldImageIsNotTouchedByChanges() {
    var before = Image.of(List.of(object("a"), object("b"), object("c")));
    var after = before.with(object("d")).without("a");

    assertThat(keys(before, "", "~")).containsExactly("a", "b", "c");
    assertThat(keys(after, "", "~")).containsExactly("b", "c", "d");
  }

  @Test
  void sortedInsertionAndDeletionStayShallow() {
    var image = Image.EMPTY;
    for (var i = 0; i < 20_000; i++) {
      image = image.with(object("k%05d".formatted(i)));
    }
    for (var i = 0; i < 19_000; i++) {
      image = image.without("k%05d".formatted(i));
    }
    assertThat(image.size()).isEqualTo(1_000);
    assertThat(image.depth()).isLessThan(30);
  }
}
