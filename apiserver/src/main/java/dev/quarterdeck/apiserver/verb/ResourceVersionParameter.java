package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import java.time.Duration;

/** The resourceVersion parameter as a number. */
final class ResourceVersionParameter {

  /** How long a version that is not there yet is waited for, as in Kubernetes. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  private ResourceVersionParameter() {}

  /** How long the request may wait for the version it names; most such versions never come. */
  static Duration patience(VerbRequest request) {
    var left = request.deadline().remaining();
    return left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
  }

  /**
   * @throws ApiFault 400 when it is no whole number of zero or more
   */
  static long parse(String resourceVersion) {
    try {
      var revision = Long.parseLong(resourceVersion);
      if (revision >= 0) {
        return revision;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through: the answer is the same as for a negative number.
    }
    throw ApiFault.badRequest(
        "Invalid value: \"%s\": resourceVersion must be empty, 0 or a version the server has given"
            .formatted(abbreviated(resourceVersion)));
  }

  private static String abbreviated(String text) {
    return text.length() > 64 ? text.substring(0, 64) + "…" : text;
  }
}
