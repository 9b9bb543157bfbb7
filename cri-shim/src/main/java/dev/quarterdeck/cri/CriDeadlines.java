package dev.quarterdeck.cri;

import java.time.Duration;

/**
 * The deadlines of CRI calls.
 *
 * @param read lists, statuses, versions
 * @param change calls that change one container or image; added to the grace period of a stop and
 *     to the timeout of an exec
 * @param sandbox running or stopping a sandbox, which runs CNI plugins
 * @param session preparing an exec, attach or port-forward session, for which a user waits
 * @param pull one image pull; the runtime's own progress watchdog normally ends it sooner
 */
public record CriDeadlines(
    Duration read, Duration change, Duration sandbox, Duration session, Duration pull) {

  /** The kubelet's deadlines, except for five seconds for a session and an hour for a pull. */
  public static final CriDeadlines DEFAULT =
      new CriDeadlines(
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(4),
          Duration.ofSeconds(5),
          Duration.ofHours(1));
}
