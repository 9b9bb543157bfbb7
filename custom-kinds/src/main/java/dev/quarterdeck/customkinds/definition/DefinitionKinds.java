package dev.quarterdeck.customkinds.definition;

import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Columns.UNKNOWN;

import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import java.util.List;

/** apiextensions.k8s.io/v1: the kind whose objects define others. */
public final class DefinitionKinds {

  /** Holds a deleted definition until its instances are gone. */
  public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private DefinitionKinds() {}

  public static List<ResourceType> all() {
    return List.of(definition().type());
  }

  /** Its conditions are set by whoever serves the kind; a deleted one outlives its instances. */
  private static Kind definition() {
    return Kind.cluster(
            "apiextensions.k8s.io/v1", "customresourcedefinitions", "CustomResourceDefinition")
        .shortNames("crd", "crds")
        .categories("api-extensions")
        .subresources(Subresource.STATUS)
        .storedAs("apiextensions.k8s.io/customresourcedefinitions")
        .updatesNeedVersion()
        .anyFinalizers()
        .prepareCreate((definition, context) -> DefinitionPreparation.forCreate(definition))
        .prepareUpdate(DefinitionPreparation::forUpdate)
        .defaults(DefinitionDefaults::apply)
        .rules(DefinitionRules::check)
        .immutable("spec.group", "spec.names.plural")
        .updateRules((definition, old, context) -> DefinitionRules.checkUpdate(definition, old))
        .warnings(SchemaWarnings::of)
        .heldBack(d -> Tree.text(d, "/metadata/deletionTimestamp").isEmpty())
        .markDeleting(DefinitionPreparation::markDeleting)
        .columns(NAME, Columns.CREATED_AT.orElse(UNKNOWN));
  }
}
