package dev.quarterdeck.controllers.volumeprotection;

import dev.quarterdeck.controllers.meta.Patches;
import dev.quarterdeck.controllers.runtime.Api;
import dev.quarterdeck.controllers.runtime.ApiErrors;
import dev.quarterdeck.controllers.volumeprotection.ProtectionPlan.Decision;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out a decision about the finalizer of a claim or volume. */
record Protection(Api api, GroupVersionResource resource) {

  private static final Logger LOG = LoggerFactory.getLogger(Protection.class);

  void apply(HasMetadata object, Decision decision) throws InterruptedException {
    switch (decision) {
      case Decision.Leave() -> {}
      case Decision.Protect(var finalizers) -> patch("protect", object, finalizers);
      case Decision.Release(var finalizers) -> patch("release", object, finalizers);
    }
  }

  private void patch(String what, HasMetadata object, List<String> finalizers)
      throws InterruptedException {
    var key = ObjectKey.of(object);
    LOG.info("{} {}={}", what, resource.resource(), key);
    try {
      api.patch(resource, key, "", Patches.finalizers(object, finalizers));
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isNotFound(e)) {
        throw e;
      }
    }
  }
}
