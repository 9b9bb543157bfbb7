package dev.quarterdeck.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedTest {

  private record Thing(String name, List<String> words, Map<String, String> labels) {}

  private final ObjectMapper mapper =
      new ObjectMapper()
          .registerModule(new SimpleModule().addDeserializer(String.class, new SharedStrings()));

  private Thing read(String name) throws IOException {
    var json = "{\"name\":%s,\"words\":[\"a word\"],\"labels\":{\"app\":\"web\"}}".formatted(name);
    return mapper.readValue(json, Thing.class);
  }

  @Test
  void textsThatObjectsRepeatAreKeptOnceWhereverTheyStand() throws IOException {
    var one = read("\"default\"");
    var other = read("\"default\"");

    assertThat(other).isEqualTo(one);
    assertThat(other.name()).isSameAs(one.name());
    assertThat(other.words().getFirst()).isSameAs(one.words().getFirst());
    assertThat(other.labels().get("app")).isSameAs(one.labels().get("app"));
  }

  @Test
  void everyTextIsReadAsItIsHoweverManyThereAre() throws IOException {
    for (var i = 0; i < 20_000; i++) {
      assertThat(read("\"name-" + i + "\"").name()).isEqualTo("name-" + i);
    }
    assertThat(read("null").name()).isNull();
    assertThat(read("\"\"").name()).isEmpty();
    assertThat(read("\"" + "x".repeat(1_000) + "\"").name()).hasSize(1_000);
  }

  @Test
  void equalPartsAreTheFirstOneEvenAfterTooManyDistinctOnes() {
    var parts = new SharedParts();
    var first = List.of("a", "b");

    assertThat(parts.once(first)).isSameAs(first);
    assertThat(parts.once(new ArrayList<>(first))).isSameAs(first);
    assertThat(parts.<String>once(null)).isNull();
    for (var i = 0; i < 25_000; i++) {
      assertThat(parts.once(i)).isEqualTo(i);
    }
    assertThat(parts.once(new ArrayList<>(first))).isEqualTo(first);
  }
}
