package dev.quarterdeck.apiserver.verb;

import dev.quarterdeck.model.ApiFault;
import java.util.Set;

/** Which of the read options go together. */
final class ListRules {

  private static final String EXACT = "Exact";
  private static final String NOT_OLDER_THAN = "NotOlderThan";
  private static final Set<String> MATCHES = Set.of("", EXACT, NOT_OLDER_THAN);

  private ListRules() {}

  /** Whether the list must be of exactly the given revision. A limit without a match means so. */
  static boolean exact(ReadOptions read) {
    return read.resourceVersionMatch().equals(EXACT)
        || read.resourceVersionMatch().isEmpty() && read.limit() > 0;
  }

  /**
   * @throws ApiFault 400 for options that contradict each other
   */
  static void check(ReadOptions read) {
    var match = read.resourceVersionMatch();
    refuseIf(
        read.sendInitialEvents() != null,
        "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list");
    refuseIf(
        !MATCHES.contains(match),
        "resourceVersionMatch: Unsupported value: supported values: \"Exact\", \"NotOlderThan\"");
    refuseIf(
        !match.isEmpty() && read.resourceVersion().isEmpty(),
        "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion"
            + " is provided");
    refuseIf(
        match.equals(EXACT) && read.anyVersion(),
        "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for"
            + " resourceVersion \"0\"");
    if (!read.continueToken().isEmpty()) {
      refuseIf(
          !match.isEmpty(),
          "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is"
              + " provided");
      refuseIf(
          !read.resourceVersion().isEmpty() && !read.anyVersion(),
          "specifying resource version is not allowed when using continue");
    }
  }

  /**
   * @throws ApiFault 400 for options that contradict each other
   */
  static void checkWatch(ReadOptions read) {
    var match = read.resourceVersionMatch();
    if (read.sendInitialEvents() == null) {
      refuseIf(
          !match.isEmpty(),
          "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless"
              + " sendInitialEvents is provided");
      return;
    }
    refuseIf(
        !match.equals(NOT_OLDER_THAN),
        "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch"
            + " to NotOlderThan");
  }

  private static void refuseIf(boolean wrong, String message) {
    if (wrong) {
      throw ApiFault.badRequest(message);
    }
  }
}
