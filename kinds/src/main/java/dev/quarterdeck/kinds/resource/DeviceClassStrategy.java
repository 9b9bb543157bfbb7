package dev.quarterdeck.kinds.resource;

import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;

/** DeviceClass (resource.k8s.io/v1): which devices users may ask for by one name. */
public final class DeviceClassStrategy extends KindStrategy {

  private static final int MAX_CONFIGS = 32;

  public DeviceClassStrategy() {
    super(Shape.CLUSTER, Names::dns1123Subdomain);
  }

  @Override
  protected void rules(Field object) {
    var spec = object.get("spec");
    DeviceClaimRules.selectors(spec.get("selectors"));
    spec.get("config").atMost(MAX_CONFIGS);
    spec.get("config").items().forEach(config -> DeviceClaimRules.opaque(config.get("opaque")));
    var resource = spec.get("extendedResourceName");
    if (resource.present() && !isExtended(resource.text())) {
      resource.invalid("must be a valid extended resource name");
    }
  }

  /** A name of somebody's own, as nodes and containers give it. */
  private static boolean isExtended(String name) {
    return name.contains("/")
        && !name.startsWith("requests.")
        && !name.substring(0, name.indexOf('/')).endsWith("kubernetes.io")
        && Names.qualified(name).isEmpty()
        && Names.qualified("requests." + name).isEmpty();
  }
}
