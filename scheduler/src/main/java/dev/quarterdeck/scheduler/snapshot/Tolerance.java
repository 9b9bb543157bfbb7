package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Objects;

/**
 * A toleration.
 *
 * @param key empty for every key
 * @param anyValue operator Exists
 * @param effect empty for every effect
 */
public record Tolerance(String key, boolean anyValue, String value, String effect) {

  static Tolerance of(Toleration toleration) {
    return new Tolerance(
        Objects.requireNonNullElse(toleration.getKey(), ""),
        "Exists".equals(toleration.getOperator()),
        Objects.requireNonNullElse(toleration.getValue(), ""),
        Objects.requireNonNullElse(toleration.getEffect(), ""));
  }

  boolean covers(NodeTaint taint) {
    return (effect.isEmpty() || effect.equals(taint.effect()))
        && (key.isEmpty() ? anyValue : key.equals(taint.key()))
        && (anyValue || value.equals(taint.value()));
  }
}
