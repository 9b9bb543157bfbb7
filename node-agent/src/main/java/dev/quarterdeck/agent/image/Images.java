package dev.quarterdeck.agent.image;

import dev.quarterdeck.agent.image.PullPlan.Failures;
import dev.quarterdeck.agent.image.PullPlan.Step;
import dev.quarterdeck.agent.report.PodEvents;
import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriImages;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.proto.cri.v1.AuthConfig;
import dev.quarterdeck.proto.cri.v1.Image;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Makes sure that the images of containers are on the node. */
public final class Images {

  /** How many images the node pulls at the same time. */
  public static final int PARALLEL_PULLS = 5;

  // How long the status has the reason ErrImagePull before ImagePullBackOff.
  private static final Duration ERROR_SHOWN = Duration.ofSeconds(2);

  private final CriImages runtime;
  private final Function<ObjectKey, Optional<Secret>> secrets;
  private final PodEvents events;
  private final InstantSource clock;
  private final Semaphore pulls = new Semaphore(PARALLEL_PULLS, true);
  private final Map<Key, Failures> failures = new ConcurrentHashMap<>();

  private record Key(String podUid, String image) {}

  /** Whether the image is on the node. */
  public sealed interface Outcome {

    /**
     * The image is on the node.
     *
     * @param ref the runtime's reference of the image
     * @param user the image's numeric user; null when it has none or names its user
     * @param userName the name of the image's user; empty when it has none or a numeric one
     */
    record Ready(String ref, Long user, String userName) implements Outcome {}

    /**
     * @param reason the waiting reason in the container's status
     */
    record Waiting(String reason, String message, Instant retryAt) implements Outcome {}
  }

  /**
   * @param secrets looks up image pull secrets; empty for one that does not exist
   */
  public Images(
      CriImages runtime,
      Function<ObjectKey, Optional<Secret>> secrets,
      PodEvents events,
      InstantSource clock) {
    this.runtime = runtime;
    this.secrets = secrets;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Pulls the container's image if its pull policy requires it, and waits for the pull.
   *
   * @throws CriFault when the runtime does not tell whether it has the image
   */
  public Outcome ensure(Pod pod, Container container) throws InterruptedException {
    var spec = ImageSpec.newBuilder().setImage(container.getImage()).build();
    var present = runtime.imageStatus(spec);
    var key = new Key(pod.getMetadata().getUid(), container.getImage());
    var failed = failures.getOrDefault(key, Failures.NONE);
    return switch (PullPlan.of(container, present.isPresent(), failed, clock.instant())) {
      case Step.UsePresent _ -> {
        events.normal(
            pod,
            container.getName(),
            "Pulled",
            "Container image \"%s\" already present on machine".formatted(container.getImage()));
        yield ready(present.orElseThrow());
      }
      case Step.Refuse _ -> refuse(pod, container);
      case Step.Wait(var until) -> waiting(pod, container, until, failed.why());
      case Step.Pull _ -> pull(pod, container, spec, key, failed);
    };
  }

  private Outcome refuse(Pod pod, Container container) {
    var message =
        "Container image \"%s\" is not present with pull policy of Never"
            .formatted(container.getImage());
    events.warning(pod, container.getName(), "ErrImageNeverPull", message);
    return new Outcome.Waiting(
        "ErrImageNeverPull", message, clock.instant().plus(PullPlan.FIRST_WAIT));
  }

  private Outcome waiting(Pod pod, Container container, Instant until, String why) {
    var message = "Back-off pulling image \"%s\"".formatted(container.getImage());
    events.normal(pod, container.getName(), "BackOff", message);
    return new Outcome.Waiting("ImagePullBackOff", message + ": ErrImagePull: " + why, until);
  }

  private Outcome pull(Pod pod, Container container, ImageSpec spec, Key key, Failures failed)
      throws InterruptedException {
    var image = container.getImage();
    var name = container.getName();
    events.normal(pod, name, "Pulling", "Pulling image \"%s\"".formatted(image));
    var asked = clock.instant();
    pulls.acquire();
    try {
      var began = clock.instant();
      runtime.pullImage(spec, credentials(pod, image));
      var pulled = runtime.imageStatus(spec).orElseThrow(() -> vanished(image));
      failures.remove(key);
      var now = clock.instant();
      events.normal(
          pod,
          name,
          "Pulled",
          "Successfully pulled image \"%s\" in %dms (%dms including waiting). Image size: %d bytes."
              .formatted(image, millis(began, now), millis(asked, now), pulled.getSize()));
      return ready(pulled);
    } catch (CriFault.Interrupted interrupted) {
      throw interrupted;
    } catch (CriFault fault) {
      failures.put(key, failed.another(clock.instant(), fault.getMessage()));
      var message = "Failed to pull image \"%s\": %s".formatted(image, fault.getMessage());
      events.warning(pod, name, "Failed", message);
      events.warning(pod, name, "Failed", "Error: ErrImagePull");
      return new Outcome.Waiting(
          "ErrImagePull", fault.getMessage(), clock.instant().plus(ERROR_SHOWN));
    } finally {
      pulls.release();
    }
  }

  private static CriFault vanished(String image) {
    return new CriFault.NotFound("image %s was removed right after its pull".formatted(image));
  }

  private static long millis(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }

  private AuthConfig credentials(Pod pod, String image) {
    var namespace = pod.getMetadata().getNamespace();
    return pod.getSpec().getImagePullSecrets().stream()
        .flatMap(named -> secrets.apply(new ObjectKey(namespace, named.getName())).stream())
        .flatMap(secret -> RegistryCredentials.in(secret, image).stream())
        .findFirst()
        .orElse(AuthConfig.getDefaultInstance());
  }

  private static Outcome ready(Image image) {
    return new Outcome.Ready(
        image.getId(), image.hasUid() ? image.getUid().getValue() : null, image.getUsername());
  }

  /** Removes the recorded pull failures of a pod. */
  public void forget(String podUid) {
    failures.keySet().removeIf(key -> key.podUid().equals(podUid));
  }
}
