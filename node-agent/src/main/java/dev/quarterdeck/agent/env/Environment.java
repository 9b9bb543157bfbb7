package dev.quarterdeck.agent.env;

import java.util.List;
import java.util.Map;

/** The result of computing a container's environment. */
sealed interface Environment {

  /**
   * @param values the variables in the order of their definition
   * @param skipped one message for each envFrom source of which keys are not valid names
   */
  record Variables(Map<String, String> values, List<String> skipped) implements Environment {}

  /**
   * @param why the kubelet's message for CreateContainerConfigError
   */
  record Refused(String why) implements Environment {}
}
