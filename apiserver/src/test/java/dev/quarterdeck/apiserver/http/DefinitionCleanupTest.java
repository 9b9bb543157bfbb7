package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.CustomKinds.DEFINITIONS;
import static dev.quarterdeck.apiserver.http.CustomKinds.await;
import static dev.quarterdeck.apiserver.http.CustomKinds.definition;
import static dev.quarterdeck.apiserver.http.CustomKinds.object;
import static dev.quarterdeck.apiserver.http.CustomKinds.path;
import static dev.quarterdeck.apiserver.http.CustomKinds.serve;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quarterdeck.apiserver.DevServer;
import dev.quarterdeck.apiserver.Stores;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DefinitionCleanupTest {

  /** Each is in one of the writes that a definition's clean-up makes. */
  @ParameterizedTest
  @ValueSource(strings = {"InstanceDeletionInProgress", "InstanceDeletionCompleted"})
  void definitionGoesThoughAWriteOfItsCleanUpFails(String word) {
    var failures = new AtomicInteger(2);
    var store =
        Stores.withCalls(
            new MemoryStore(),
            (method, arguments) -> {
              if (method.equals("update")
                  && new String((byte[]) arguments[1], UTF_8).contains(word)
                  && failures.getAndDecrement() > 0) {
                throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "etcd is away");
              }
            });
    try (var server = DevServer.start(0, store)) {
      var api = new Api(server.url());
      var dooms = definition("dooms", "Doom", "");
      dooms.withObjectProperty("metadata").putArray("finalizers").add("example.com/keep");
      serve(api, dooms);
      api.post(path("dooms"), object("Doom", "one", ""));
      var name = DEFINITIONS + "/dooms.tests.example.com";
      api.delete(name);
      await(() -> failures.get() < 0);
      api.patch(name, "merge", "{\"metadata\":{\"finalizers\":null}}");
      await(() -> api.get(name).code() == 404);
    }
  }
}
