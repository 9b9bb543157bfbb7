package dev.quarterdeck.model.net;

/** The Service {@code kubernetes} in {@code default}, through which pods reach the API server. */
public final class KubernetesService {

  private KubernetesService() {}

  /**
   * Its cluster address: the one after the lowest of the Services' block, as kube-apiserver takes
   * it. It stands in the API server's certificate, in the Service itself, and is never given out.
   *
   * @param serviceCidr the API server's own block, of two addresses at least
   */
  public static IpAddress address(Cidr serviceCidr) {
    return serviceCidr.at(1);
  }
}
