package dev.quarterdeck.apiserver.definitions;

import dev.quarterdeck.apiserver.follow.Fold;
import dev.quarterdeck.apiserver.follow.Followers;
import dev.quarterdeck.apiserver.store.Store;
import dev.quarterdeck.apiserver.verb.DeleteMany;
import dev.quarterdeck.apiserver.watchcache.Caches;
import dev.quarterdeck.customkinds.Definitions;
import dev.quarterdeck.customkinds.conversion.ConversionWebhook;
import dev.quarterdeck.customkinds.conversion.VersionConverter;
import dev.quarterdeck.customkinds.conversion.Webhooks;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Custom kinds: everything that makes a CustomResourceDefinition a served kind. */
public final class CustomResources implements AutoCloseable {

  private static final GroupVersionResource DEFINITIONS =
      new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
  private static final Duration FIRST_LOAD = Duration.ofSeconds(30);

  private final DefinitionLoop loop;

  /**
   * @param registry what the definitions' kinds are added to
   * @param deletes deletes the instances of a definition that goes
   * @param time of all waits, and of what conditions say
   */
  public CustomResources(
      Store store,
      Caches caches,
      CustomRegistry registry,
      Schemas schemas,
      DeleteMany deletes,
      Webhooks webhooks,
      Followers followers,
      Time time) {
    var definitions = registry.find(DEFINITIONS).orElseThrow();
    var webhook = new ConversionWebhook(webhooks, () -> UUID.randomUUID().toString());
    loop =
        new DefinitionLoop(
            new DefinitionLoop.Parts(
                store,
                definitions,
                followers.follow(DEFINITIONS, Fold.toMap(Optional::of)),
                registry,
                new Definitions(new VersionConverter(webhook), schemas),
                ended -> end(caches, ended),
                new InstanceCleanup(store, definitions, deletes, time),
                time));
  }

  private static void end(Caches caches, Definitions.Ended ended) {
    if (ended.wholly()) {
      caches.stop(ended.type());
    } else {
      caches.wake(ended.type());
    }
  }

  /**
   * Begins to follow the definitions; returns once those there are already are served.
   *
   * @throws ApiFault SERVICE_UNAVAILABLE when that takes too long
   */
  public void start() {
    if (!loop.start(FIRST_LOAD)) {
      throw new ApiFault(
          Reason.SERVICE_UNAVAILABLE, "the custom resource definitions did not load in time");
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
