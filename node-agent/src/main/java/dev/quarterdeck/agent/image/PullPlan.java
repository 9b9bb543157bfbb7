package dev.quarterdeck.agent.image;

import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Decides whether the node pulls an image, by the container's pull policy and the pulls that failed
 * before.
 */
final class PullPlan {

  static final Duration FIRST_WAIT = Duration.ofSeconds(10);
  static final Duration MAX_WAIT = Duration.ofMinutes(5);

  private PullPlan() {}

  /**
   * The pulls of an image for one pod that failed in a row.
   *
   * @param why the message of the last failure
   */
  record Failures(int count, Instant last, String why) {

    static final Failures NONE = new Failures(0, Instant.EPOCH, "");

    Failures another(Instant at, String message) {
      return new Failures(count + 1, at, message);
    }

    /** When the next pull may start: 10 s after the first failure, doubling to 5 min. */
    Instant retryAt() {
      if (count == 0) {
        return Instant.EPOCH;
      }
      var wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - 1, 10));
      return last.plus(wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT);
    }
  }

  sealed interface Step {

    /** Use the image that the node has. */
    record UsePresent() implements Step {}

    record Pull() implements Step {}

    /** Wait before the next pull. */
    record Wait(Instant until) implements Step {}

    /** Fail: the policy forbids to pull the image that the node does not have. */
    record Refuse() implements Step {}
  }

  static Step of(Container container, boolean present, Failures failures, Instant now) {
    var policy = policy(container);
    if (policy.equals("Never")) {
      return present ? new Step.UsePresent() : new Step.Refuse();
    }
    if (present && policy.equals("IfNotPresent")) {
      return new Step.UsePresent();
    }
    return now.isBefore(failures.retryAt()) ? new Step.Wait(failures.retryAt()) : new Step.Pull();
  }

  /** The container's pull policy; for a container without one, that of the API's defaulting. */
  private static String policy(Container container) {
    var image = container.getImage();
    var tagAt = image.lastIndexOf(':') > image.lastIndexOf('/') ? image.lastIndexOf(':') : -1;
    var latest = !image.contains("@") && (tagAt < 0 || image.substring(tagAt).equals(":latest"));
    return Objects.requireNonNullElse(
        container.getImagePullPolicy(), latest ? "Always" : "IfNotPresent");
  }
}
