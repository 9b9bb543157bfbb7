package dev.quarterdeck.kinds.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Ages;
import dev.quarterdeck.machinery.Tree;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What {@code kubectl get pods} says about a pod, read from its status: containers ready, one word
 * for its state, restarts. The rules are those of Kubernetes' printPod.
 */
final class PodRow {

  private final JsonNode pod;
  private final Set<String> sidecars = new HashSet<>();
  private String reason;
  private long total;
  private long ready;
  private long restarts;
  private String lastRestart = "";
  private long sidecarRestarts;
  private String lastSidecarRestart = "";

  private PodRow(JsonNode pod) {
    this.pod = pod;
  }

  static PodRow of(JsonNode pod) {
    var row = new PodRow(pod);
    row.start();
    if (!row.initializing() || row.conditionIsTrue("Initialized")) {
      row.containers();
    }
    row.ending();
    return row;
  }

  /** Such as {@code 1/2}. */
  String ready() {
    return ready + "/" + total;
  }

  /** Such as {@code Running}, {@code Init:0/1} or {@code CrashLoopBackOff}. */
  String status() {
    return reason;
  }

  /** Such as {@code 3 (5m ago)}. */
  String restarts(Instant now) {
    return restarts == 0 || lastRestart.isEmpty()
        ? Long.toString(restarts)
        : "%d (%s ago)".formatted(restarts, Ages.since(lastRestart, now));
  }

  /** Such as {@code 0/1}, or {@code <none>}. */
  static String readinessGates(JsonNode pod) {
    var gates = pod.at("/spec/readinessGates");
    if (gates.isEmpty()) {
      return "<none>";
    }
    var row = new PodRow(pod);
    var open = 0;
    for (var gate : gates) {
      if (row.conditionIsTrue(gate.path("conditionType").asText())) {
        open++;
      }
    }
    return open + "/" + gates.size();
  }

  private void start() {
    var phase = Tree.text(pod, "/status/phase");
    var why = Tree.text(pod, "/status/reason");
    reason = why.isEmpty() ? phase : why;
    for (var condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("reason").asText().equals("SchedulingGated")) {
        reason = "SchedulingGated";
      }
    }
    for (var container : pod.at("/spec/initContainers")) {
      if (container.path("restartPolicy").asText().equals("Always")) {
        sidecars.add(container.path("name").asText());
      }
    }
    total = pod.at("/spec/containers").size() + sidecars.size();
  }

  /** Walks the init containers up to the first that is not through. */
  private boolean initializing() {
    var index = 0;
    for (var status : pod.at("/status/initContainerStatuses")) {
      var sidecar = sidecars.contains(status.path("name").asText());
      countInitRestarts(status, sidecar);
      var terminated = status.path("state").path("terminated");
      if (sidecar && status.path("started").asBoolean() && !succeeded(terminated)) {
        ready += status.path("ready").asBoolean() ? 1 : 0;
      } else if (!succeeded(terminated)) {
        reason = initReason(status, index);
        return true;
      }
      index++;
    }
    return false;
  }

  private void countInitRestarts(JsonNode status, boolean sidecar) {
    restarts += status.path("restartCount").asLong(0);
    lastRestart = later(lastRestart, status);
    if (sidecar) {
      sidecarRestarts += status.path("restartCount").asLong(0);
      lastSidecarRestart = later(lastSidecarRestart, status);
    }
  }

  private static boolean succeeded(JsonNode terminated) {
    return terminated.isObject() && terminated.path("exitCode").asLong(0) == 0;
  }

  private String initReason(JsonNode status, int index) {
    var terminated = status.path("state").path("terminated");
    if (terminated.isObject()) {
      return "Init:" + ended(terminated);
    }
    var waiting = status.path("state").path("waiting").path("reason").asText("");
    return waiting.isEmpty() || waiting.equals("PodInitializing")
        ? "Init:%d/%d".formatted(index, pod.at("/spec/initContainers").size())
        : "Init:" + waiting;
  }

  private static String ended(JsonNode terminated) {
    var why = terminated.path("reason").asText("");
    if (!why.isEmpty()) {
      return why;
    }
    var signal = terminated.path("signal").asLong(0);
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asLong(0);
  }

  private void containers() {
    restarts = sidecarRestarts;
    lastRestart = lastSidecarRestart;
    var running = false;
    var statuses = pod.at("/status/containerStatuses");
    for (var i = statuses.size() - 1; i >= 0; i--) {
      var status = statuses.get(i);
      restarts += status.path("restartCount").asLong(0);
      lastRestart = later(lastRestart, status);
      running |= container(status);
    }
    if (reason.equals("Completed") && running) {
      reason = conditionIsTrue("Ready") ? "Running" : "NotReady";
    }
  }

  /** Takes one container in; true when it runs and is ready. */
  private boolean container(JsonNode status) {
    var state = status.path("state");
    var waiting = state.path("waiting").path("reason").asText("");
    if (!waiting.isEmpty()) {
      reason = waiting;
    } else if (state.path("terminated").isObject()) {
      reason = ended(state.path("terminated"));
    } else if (status.path("ready").asBoolean() && state.path("running").isObject()) {
      ready++;
      return true;
    }
    return false;
  }

  private void ending() {
    if (Tree.absent(pod.path("metadata").get("deletionTimestamp"))) {
      return;
    }
    var phase = Tree.text(pod, "/status/phase");
    if (Tree.text(pod, "/status/reason").equals("NodeLost")) {
      reason = "Unknown";
    } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
      reason = "Terminating";
    }
  }

  private static String later(String time, JsonNode status) {
    var finished = status.at("/lastState/terminated/finishedAt").asText("");
    return finished.compareTo(time) > 0 ? finished : time;
  }

  private boolean conditionIsTrue(String type) {
    for (var condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
