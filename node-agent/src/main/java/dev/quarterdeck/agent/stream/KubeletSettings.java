package dev.quarterdeck.agent.stream;

import java.nio.file.Path;
import java.util.Set;

/**
 * How the agent's own server listens.
 *
 * @param host address to bind, such as {@code 0.0.0.0}
 * @param port 0 for any free one
 * @param certificate the server's, PEM
 * @param key its private key, PEM
 * @param clientCa who signs client certificates, PEM
 * @param users who may call besides the group {@code system:masters}
 */
public record KubeletSettings(
    String host, int port, Path certificate, Path key, Path clientCa, Set<String> users) {

  public KubeletSettings {
    users = Set.copyOf(users);
  }
}
