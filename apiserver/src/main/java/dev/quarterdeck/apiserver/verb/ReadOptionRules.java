package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Which of the read options go together. */
final class ReadOptionRules {

  private static final String EXACT = "Exact";
  private static final String NOT_OLDER_THAN = "NotOlderThan";
  private static final String MATCH = "resourceVersionMatch";

  private ReadOptionRules() {}

  /** Whether the list must be of exactly the given revision. A limit without a match means so. */
  static boolean exact(ReadOptions read) {
    return read.resourceVersionMatch().equals(EXACT)
        || read.resourceVersionMatch().isEmpty() && read.limit() > 0;
  }

  /**
   * @throws ApiFault 422 for options that contradict each other, 400 for a token with a version
   */
  static void check(ReadOptions read) {
    var errors = new ArrayList<FieldError>();
    var match = read.resourceVersionMatch();
    if (!match.isEmpty()) {
      if (read.resourceVersion().isEmpty()) {
        errors.add(
            forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      noToken(read, errors);
      if (!List.of(EXACT, NOT_OLDER_THAN).contains(match)) {
        errors.add(unsupported(match, EXACT, NOT_OLDER_THAN, ""));
      }
      if (match.equals(EXACT) && read.anyVersion()) {
        errors.add(
            forbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (read.sendInitialEvents() != null) {
      errors.add(
          FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    refuse(errors);
    if (!read.continueToken().isEmpty()
        && !read.resourceVersion().isEmpty()
        && !read.anyVersion()) {
      throw ApiFault.badRequest("specifying resource version is not allowed when using continue");
    }
  }

  /**
   * @throws ApiFault 422 for options that contradict each other
   */
  static void checkWatch(ReadOptions read) {
    var errors = new ArrayList<FieldError>();
    var match = read.resourceVersionMatch();
    if (read.sendInitialEvents() != null && !match.equals(NOT_OLDER_THAN)) {
      errors.add(
          forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!match.isEmpty()) {
      if (read.sendInitialEvents() == null) {
        errors.add(
            forbidden(
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                    + " provided"));
      }
      if (!match.equals(NOT_OLDER_THAN)) {
        errors.add(unsupported(match, NOT_OLDER_THAN));
      }
      noToken(read, errors);
    }
    refuse(errors);
  }

  private static void noToken(ReadOptions read, List<FieldError> errors) {
    if (!read.continueToken().isEmpty()) {
      errors.add(forbidden("resourceVersionMatch is forbidden when continue is provided"));
    }
  }

  private static FieldError forbidden(String why) {
    return FieldError.forbidden(MATCH, why);
  }

  private static FieldError unsupported(String match, String... supported) {
    return FieldError.notSupported(MATCH, match, List.of(supported));
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiFault.invalid("meta.k8s.io", "ListOptions", "", errors);
    }
  }
}
