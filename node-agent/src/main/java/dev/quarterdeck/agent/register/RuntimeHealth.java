package dev.quarterdeck.agent.register;

import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.proto.cri.v1.RuntimeCondition;

/**
 * Whether the runtime can take pods.
 *
 * @param trouble empty when it can; else why not, in Kubernetes' words
 */
record RuntimeHealth(String trouble) {

  private static final String DOWN = "container runtime is down";

  boolean ready() {
    return trouble.isEmpty();
  }

  /** The runtime does not even answer. */
  boolean down() {
    return trouble.startsWith(DOWN);
  }

  /** Asks the runtime for itself and for its network. */
  static RuntimeHealth ask(CriRuntime runtime) {
    try {
      for (var condition : runtime.status(false).getStatus().getConditionsList()) {
        if (required(condition) && !condition.getStatus()) {
          return new RuntimeHealth(
              "%s: %s=false reason:%s message:%s"
                  .formatted(
                      condition.getType().equals("NetworkReady")
                          ? "container runtime network not ready"
                          : "container runtime not ready",
                      condition.getType(),
                      condition.getReason(),
                      condition.getMessage()));
        }
      }
      return new RuntimeHealth("");
    } catch (CriFault.Interrupted interrupted) {
      throw interrupted;
    } catch (CriFault fault) {
      return new RuntimeHealth(DOWN + ": " + fault.getMessage());
    }
  }

  private static boolean required(RuntimeCondition condition) {
    return condition.getType().equals("RuntimeReady") || condition.getType().equals("NetworkReady");
  }
}
