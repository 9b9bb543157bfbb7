package dev.quarterdeck.apiserver.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import java.util.ArrayList;
import java.util.List;

/** Which container of a pod a log, exec or attach is about. */
final class Containers {

  private Containers() {}

  /**
   * @param asked empty when the client did not say
   * @throws ApiFault 400 naming the choices when it is not clear, or not there
   */
  static String choose(ObjectNode pod, String asked) {
    var name = pod.path("metadata").path("name").asText();
    var spec = pod.path("spec");
    var containers = names(spec.path("containers"));
    var init = names(spec.path("initContainers"));
    var ephemeral = names(spec.path("ephemeralContainers"));
    if (!asked.isEmpty()) {
      if (containers.contains(asked) || init.contains(asked) || ephemeral.contains(asked)) {
        return asked;
      }
      throw ApiFault.badRequest("container %s is not valid for pod %s".formatted(asked, name));
    }
    if (containers.size() == 1) {
      return containers.getFirst();
    }
    var all = new ArrayList<>(init);
    all.addAll(containers);
    all.addAll(ephemeral);
    throw ApiFault.badRequest(
        "a container name must be specified for pod %s, choose one of: [%s]"
            .formatted(name, String.join(" ", all)));
  }

  private static List<String> names(JsonNode containers) {
    var names = new ArrayList<String>();
    containers.forEach(container -> names.add(container.path("name").asText()));
    return names;
  }
}
