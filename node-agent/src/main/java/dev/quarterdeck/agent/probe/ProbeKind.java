package dev.quarterdeck.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.Optional;

/** The kind of a probe. */
enum ProbeKind {
  STARTUP("Startup"),
  LIVENESS("Liveness"),
  READINESS("Readiness");

  private final String title;

  ProbeKind(String title) {
    this.title = title;
  }

  /** The kind's name at the start of events and in metrics. */
  String title() {
    return title;
  }

  Optional<Probe> of(Container container) {
    return Optional.ofNullable(
        switch (this) {
          case STARTUP -> container.getStartupProbe();
          case LIVENESS -> container.getLivenessProbe();
          case READINESS -> container.getReadinessProbe();
        });
  }
}
