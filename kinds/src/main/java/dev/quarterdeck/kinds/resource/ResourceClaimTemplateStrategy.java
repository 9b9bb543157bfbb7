package dev.quarterdeck.kinds.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.MetadataRules;
import dev.quarterdeck.machinery.validation.Names;

/** ResourceClaimTemplate (resource.k8s.io/v1): the claims pods get of their own. */
public final class ResourceClaimTemplateStrategy extends KindStrategy {

  public ResourceClaimTemplateStrategy() {
    super(Shape.NAMESPACED, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    DeviceClaimRules.applyDefaults(object.path("spec").path("spec"));
  }

  @Override
  protected void rules(Field object) {
    var template = object.get("spec");
    MetadataRules.labels(template.get("metadata", "labels"));
    MetadataRules.annotations(template.get("metadata", "annotations"));
    DeviceClaimRules.check(template.get("spec"));
  }

  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    object.get("spec").unchanged(old.path("spec"));
  }
}
