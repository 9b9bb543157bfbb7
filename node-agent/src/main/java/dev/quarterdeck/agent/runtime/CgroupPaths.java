package dev.quarterdeck.agent.runtime;

import dev.quarterdeck.model.scheduling.QosClass;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;

/** The paths of pods in the cgroup hierarchy, as those of the kubelet with the cgroupfs driver. */
final class CgroupPaths {

  private CgroupPaths() {}

  static String kubepods(String root) {
    return (root.equals("/") ? "" : root) + "/kubepods";
  }

  /** The path of a QoS class; Guaranteed pods are directly below {@code kubepods}. */
  static String qos(String root, QosClass qos) {
    return switch (qos) {
      case GUARANTEED -> kubepods(root);
      case BURSTABLE -> kubepods(root) + "/burstable";
      case BEST_EFFORT -> kubepods(root) + "/besteffort";
    };
  }

  static String pod(String root, Pod pod) {
    return qos(root, QosClass.of(pod)) + "/pod" + pod.getMetadata().getUid();
  }

  /** The possible paths of a pod whose QoS class is unknown. */
  static List<String> ofUid(String root, String podUid) {
    return Arrays.stream(QosClass.values()).map(qos -> qos(root, qos) + "/pod" + podUid).toList();
  }
}
