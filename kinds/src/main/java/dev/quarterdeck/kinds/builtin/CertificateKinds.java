package dev.quarterdeck.kinds.builtin;

import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.certificates.CertificateSigningRequestStrategy;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.List;

/** certificates.k8s.io. */
final class CertificateKinds {

  private static final GroupVersionResource REQUESTS =
      new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests");

  private CertificateKinds() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.clusterScoped(
                REQUESTS, "CertificateSigningRequest", new CertificateSigningRequestStrategy())
            .withShortNames("csr")
            .withSubresources("approval", "status")
            .withoutGeneration());
  }
}
