package dev.quarterdeck.agent.http;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Objects;

/** Resolves the port that a probe or hook names. */
public final class ContainerPorts {

  private static final int MAX_PORT = 65_535;

  private ContainerPorts() {}

  /** The action names a port that its container does not have; the message is the kubelet's. */
  public static final class NoSuchPort extends Exception {
    private static final long serialVersionUID = 1;

    NoSuchPort(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param wanted a number, the name of one of the container's ports, or a number as text
   * @return 1 to 65535
   */
  public static int resolve(IntOrString wanted, Container container) throws NoSuchPort {
    if (wanted == null) {
      throw new NoSuchPort("invalid port number: 0");
    }
    var port =
        wanted.getIntVal() != null ? wanted.getIntVal() : named(wanted.getStrVal(), container);
    if (port < 1 || port > MAX_PORT) {
      throw new NoSuchPort("invalid port number: " + port);
    }
    return port;
  }

  private static int named(String text, Container container) throws NoSuchPort {
    var name = Objects.requireNonNullElse(text, "");
    var ports = Objects.requireNonNullElse(container.getPorts(), List.<ContainerPort>of());
    for (var port : ports) {
      if (name.equals(port.getName())) {
        return port.getContainerPort();
      }
    }
    if (!name.matches("[+-]?\\d{1,9}")) {
      throw new NoSuchPort("strconv.Atoi: parsing \"%s\": invalid syntax".formatted(name));
    }
    return Integer.parseInt(name);
  }
}
