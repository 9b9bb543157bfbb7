package dev.quarterdeck.controllers.deployment;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/**
 * How many pods a rollout may add and take away: maxSurge is rounded up, maxUnavailable down, and
 * one of them is at least 1.
 *
 * @param surge pods allowed above the wanted replicas
 * @param unavailable pods that may be missing from the wanted replicas; at most the replicas
 */
record Bounds(int surge, int unavailable) {

  static Bounds of(Deployment deployment) {
    var strategy = deployment.getSpec().getStrategy();
    if (!isRolling(deployment)) {
      return new Bounds(0, 0);
    }
    var rolling = strategy == null ? null : strategy.getRollingUpdate();
    var replicas = replicas(deployment);
    var surge = resolve(rolling == null ? null : rolling.getMaxSurge(), replicas, true);
    var unavailable =
        resolve(rolling == null ? null : rolling.getMaxUnavailable(), replicas, false);
    if (surge == 0 && unavailable == 0) {
      unavailable = 1;
    }
    return new Bounds(surge, Math.min(unavailable, replicas));
  }

  static boolean isRolling(Deployment deployment) {
    var strategy = deployment.getSpec().getStrategy();
    return strategy == null || !"Recreate".equals(strategy.getType());
  }

  static int replicas(Deployment deployment) {
    var replicas = deployment.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  private static int resolve(IntOrString value, int total, boolean up) {
    if (value == null) {
      return percent(25, total, up);
    }
    if (value.getIntVal() != null) {
      return value.getIntVal();
    }
    var text = value.getStrVal();
    if (text != null && text.matches("\\d{1,9}%")) {
      return percent(Integer.parseInt(text.substring(0, text.length() - 1)), total, up);
    }
    return 0; // The API server refuses anything else; zero keeps to the narrowest bound.
  }

  private static int percent(int percent, int total, boolean up) {
    var product = (long) percent * total;
    return Math.toIntExact(up ? (product + 99) / 100 : product / 100);
  }
}
