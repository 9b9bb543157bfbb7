package dev.quarterdeck.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.store.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stored value that is no object, as clients meet it. */
@Timeout(60)
class CorruptObjectsTest {

  private static final String KEY = "/registry/configmaps/default/bad";
  private static final String BAD = Api.MAPS + "/bad";
  private static final String OPTION = "ignoreStoreReadErrorWithClusterBreakingPotential";

  private final MemoryStore store = new MemoryStore();
  private DevServer server;
  private Api api;

  @BeforeEach
  void start() {
    store.create(KEY, "garbage".getBytes(UTF_8), null);
    server = DevServer.start(0, store);
    api = new Api(server.url());
    api.post(Api.MAPS, Api.map("good", "a", "b"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void requestsThatNeedItFailAndNameIt() {
    for (var answer : new Api.Answer[] {api.get(BAD), api.delete(BAD)}) {
      assertThat(answer.code()).isEqualTo(500);
      assertThat(answer.at("/reason")).isEqualTo("InternalError");
      assertThat(answer.at("/message")).contains(KEY);
    }
    var list = api.get(Api.MAPS);
    assertThat(list.code()).isEqualTo(500);
    assertThat(list.at("/reason")).isEqualTo("StorageReadError");
    assertThat(list.at("/message"))
        .isEqualTo("failed to read one or more configmaps from the storage");
    assertThat(list.at("/details/causes/0/field")).isEqualTo(KEY);
    assertThat(api.get(Api.MAPS + "/good").code()).isEqualTo(200);
    assertThat(api.get("/api/v1/namespaces/kube-system/configmaps").code()).isEqualTo(200);
  }

  @Test
  void administratorDeletesIt() {
    var user = api.as("somebody");
    assertThat(user.delete(BAD + "?" + OPTION + "=true").code()).isEqualTo(403);

    var deleted = api.delete(BAD + "?" + OPTION + "=true");
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.at("/status")).isEqualTo("Success");
    assertThat(api.get(BAD).code()).isEqualTo(404);
    assertThat(api.get(Api.MAPS).json().at("/items")).hasSize(1);
  }

  @Test
  void optionIsForNothingElse() {
    var readable = api.delete(Api.MAPS + "/good?" + OPTION + "=true");
    assertThat(readable.code()).isEqualTo(422);
    assertThat(readable.at("/message"))
        .isEqualTo(
            "configmaps \"good\" is invalid: %s: Invalid value: true: is exclusively used to delete"
                    .formatted(OPTION)
                + " corrupt object(s), try again by removing this option");
    assertThat(api.delete(BAD + "?" + OPTION + "=true&gracePeriodSeconds=0").at("/message"))
        .endsWith("cannot be set together with .gracePeriodSeconds");
    assertThat(api.delete(BAD + "?" + OPTION + "=true&dryRun=All").at("/message"))
        .endsWith("cannot be set together with .dryRun");
    assertThat(api.delete(Api.MAPS + "?" + OPTION + "=true").at("/message"))
        .contains("is not allowed with DELETECOLLECTION");
  }
}
