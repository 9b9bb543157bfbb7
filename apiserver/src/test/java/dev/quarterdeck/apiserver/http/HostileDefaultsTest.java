package dev.quarterdeck.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A default that is filled into thousands of items costs no more than an object may. */
@Timeout(60)
class HostileDefaultsTest {

  private static final String ITEMS =
      "\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{%s}}}";
  private static final String DEFAULT =
      "\"text\":{\"type\":\"string\",\"default\":\"%s\"}".formatted("x".repeat(100_000));
  private static final String MANY = "\"items\":[%s{}]".formatted("{},".repeat(20_000));

  @RegisterExtension static final TestServer server = new TestServer();
  private static final Api api = new Api(server);

  @Test
  void anObjectThatDefaultsMakeTooLargeIsRefusedByTheFieldsName() {
    CustomKinds.serve(api, CustomKinds.definition("growers", "Grower", ITEMS.formatted(DEFAULT)));
    var refused = api.post(CustomKinds.path("growers"), CustomKinds.object("Grower", "g", MANY));
    assertThat(refused.code()).isEqualTo(413);
    assertThat(refused.text()).contains("spec.items[83].text");
  }

  @Test
  void oneThatWasStoredBeforeTheDefaultCameIsServedAsStoredAndCanBeDeleted() {
    var path = CustomKinds.path("sleepers");
    var definition = CustomKinds.definition("sleepers", "Sleeper", ITEMS.formatted(""));
    CustomKinds.serve(api, definition);
    assertThat(api.post(path, CustomKinds.object("Sleeper", "s", MANY)).code()).isEqualTo(201);
    assertThat(api.post(path, CustomKinds.object("Sleeper", "small", "\"items\":[{}]")).code())
        .isEqualTo(201);

    addDefault("sleepers.tests.example.com");
    CustomKinds.await(
        () -> api.get(path + "/small").json().at("/spec/items/0/text").asText().length() > 1);

    var got = api.get(path + "/s");
    assertThat(got.code()).isEqualTo(200);
    assertThat(got.json().at("/spec/items")).hasSize(20_001);
    assertThat(got.json().at("/spec/items/0")).isEmpty();
    var list = api.get(path);
    assertThat(list.code()).isEqualTo(200);
    assertThat(list.json().path("items")).hasSize(2);
    assertThat(api.delete(path + "/s").code()).isEqualTo(200);
  }

  private static void addDefault(String name) {
    var at = CustomKinds.DEFINITIONS + "/" + name;
    var definition = api.get(at).json();
    var properties =
        (ObjectNode)
            definition.at(
                "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/items/items");
    properties.set("properties", CustomKinds.json("{" + DEFAULT + "}"));
    assertThat(api.put(at, definition).code()).isEqualTo(200);
  }
}
