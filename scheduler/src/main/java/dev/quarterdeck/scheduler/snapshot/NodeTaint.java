package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Taint;
import java.util.Objects;

/**
 * A taint, its timestamp left aside.
 *
 * @param value empty when it has none
 * @param effect NoSchedule, PreferNoSchedule or NoExecute
 */
public record NodeTaint(String key, String value, String effect) {

  public static final NodeTaint UNSCHEDULABLE =
      new NodeTaint("node.kubernetes.io/unschedulable", "", "NoSchedule");

  static NodeTaint of(Taint taint) {
    return new NodeTaint(
        taint.getKey(), Objects.requireNonNullElse(taint.getValue(), ""), taint.getEffect());
  }

  /** Keeps pods off that do not tolerate it. */
  public boolean forbids() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }

  public boolean discourages() {
    return effect.equals("PreferNoSchedule");
  }
}
