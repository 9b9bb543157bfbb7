package dev.quarterdeck.cri;

import java.time.Duration;

/**
 * How long the runtime may take.
 *
 * @param read lists, statuses, versions
 * @param change what changes one container or image record; added to the grace of a stop and to the
 *     time-out of an exec
 * @param sandbox running or stopping a sandbox, which runs CNI plugins
 * @param session preparing an exec, attach or port-forward, for which somebody waits
 * @param pull one image pull; the runtime's own progress watchdog normally ends it sooner
 */
public record CriDeadlines(
    Duration read, Duration change, Duration sandbox, Duration session, Duration pull) {

  /** Those of the kubelet, but for five seconds for a session and an hour for a pull. */
  public static final CriDeadlines DEFAULT =
      new CriDeadlines(
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(4),
          Duration.ofSeconds(5),
          Duration.ofHours(1));
}
