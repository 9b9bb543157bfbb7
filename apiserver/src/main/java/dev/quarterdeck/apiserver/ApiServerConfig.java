package dev.quarterdeck.apiserver;

import dev.quarterdeck.apiserver.access.Authenticator;
import dev.quarterdeck.apiserver.audit.AuditLog;
import dev.quarterdeck.apiserver.discovery.ServerFacts;
import dev.quarterdeck.apiserver.request.Limits;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What an API server is told at its start.
 *
 * @param facts what it says about itself
 * @param advertiseAddress IP under which pods reach it, behind the {@code kubernetes} Service
 * @param securePort its port there
 * @param serviceCidr where cluster IPs come from; its first address is the {@code kubernetes}
 *     Service's
 * @param kubeletCredentials how it proves itself to node agents; empty speaks plain HTTP to them
 * @param authenticators asked in order besides client certificates
 * @param disabledAdmission admission plugins that are not asked, by their names in Kubernetes
 * @param issuer signs ServiceAccount tokens
 * @param audit keeps who asked for what
 * @param metrics what {@code /metrics} answers, in Prometheus' text format
 */
public record ApiServerConfig(
    ServerFacts facts,
    String advertiseAddress,
    int securePort,
    String serviceCidr,
    Optional<KubeletCredentials> kubeletCredentials,
    List<Authenticator> authenticators,
    Limits limits,
    Set<String> disabledAdmission,
    TokenIssuer issuer,
    AuditLog audit,
    Supplier<String> metrics) {

  /**
   * PEM texts.
   *
   * @param ca what node agents' serving certificates are checked against
   */
  public record KubeletCredentials(byte[] certificate, byte[] key, byte[] ca) {}
}
