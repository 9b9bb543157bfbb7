package dev.quarterdeck.agent.stream;

import java.nio.file.Path;
import java.util.Set;

/**
 * The configuration of the kubelet server.
 *
 * @param host the address on which it listens, such as {@code 0.0.0.0}
 * @param port the port; 0 for any free one
 * @param certificate the PEM file of the server's certificate
 * @param key the PEM file of its private key
 * @param clientCa the PEM file of the authority that signs client certificates
 * @param users the users who may call the server besides the group {@code system:masters}
 */
public record KubeletSettings(
    String host, int port, Path certificate, Path key, Path clientCa, Set<String> users) {

  public KubeletSettings {
    users = Set.copyOf(users);
  }
}
