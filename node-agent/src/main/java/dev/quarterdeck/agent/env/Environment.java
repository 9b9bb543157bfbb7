package dev.quarterdeck.agent.env;

import java.util.List;
import java.util.Map;

/** What came of computing a container's environment. */
sealed interface Environment {

  /**
   * @param values in the order they were defined
   * @param skipped why keys of envFrom sources were left out, one message a source
   */
  record Variables(Map<String, String> values, List<String> skipped) implements Environment {}

  /**
   * @param why Kubernetes' message for CreateContainerConfigError
   */
  record Refused(String why) implements Environment {}
}
