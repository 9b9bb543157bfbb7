package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gives claims and Ingresses that name no class the cluster's default one (DefaultStorageClass,
 * DefaultIngressClass). Of several defaults the newest counts.
 */
final class DefaultClass implements MutatingPlugin {

  /** The newest first, as texts of RFC 3339 sort by time; then by name. */
  private static final Comparator<ObjectNode> NEWEST =
      Comparator.comparing((ObjectNode c) -> Tree.text(c, "/metadata/creationTimestamp"))
          .reversed()
          .thenComparing(c -> Tree.text(c, "/metadata/name"));

  private final String name;
  private final String group;
  private final String resource;
  private final Supplier<Optional<String>> newest;
  private final String field;
  private final String annotation;

  /**
   * @param group with {@code resource}, what is given a class
   * @param marks the annotations that make a class the default
   * @param field where in its spec an object names its class
   * @param annotation the older place to name it
   */
  private DefaultClass(
      String name,
      Lookup lookup,
      String group,
      String resource,
      GroupVersionResource classes,
      List<String> marks,
      String field,
      String annotation) {
    this.name = name;
    this.group = group;
    this.resource = resource;
    this.newest = lookup.follow(classes, all -> newest(all, marks));
    this.field = field;
    this.annotation = annotation;
  }

  static DefaultClass ofStorage(Lookup lookup) {
    return new DefaultClass(
        "DefaultStorageClass",
        lookup,
        "",
        "persistentvolumeclaims",
        new GroupVersionResource("storage.k8s.io", "v1", "storageclasses"),
        List.of(
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class"),
        "storageClassName",
        "volume.beta.kubernetes.io/storage-class");
  }

  static DefaultClass ofIngress(Lookup lookup) {
    return new DefaultClass(
        "DefaultIngressClass",
        lookup,
        "networking.k8s.io",
        "ingresses",
        new GroupVersionResource("networking.k8s.io", "v1", "ingressclasses"),
        List.of("ingressclass.kubernetes.io/is-default-class"),
        "ingressClassName",
        "kubernetes.io/ingress.class");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!request.isOn(group, resource)
        || request.object().path("metadata").path("annotations").has(annotation)
        || !(request.object().get("spec") instanceof ObjectNode spec)
        || spec.hasNonNull(field)) { // the empty text asks for none
      return;
    }
    newest.get().ifPresent(name -> spec.put(field, name));
  }

  /** The name of the default class. */
  private static Optional<String> newest(Collection<ObjectNode> classes, List<String> marks) {
    return classes.stream()
        .filter(found -> isDefault(found, marks))
        .min(NEWEST)
        .map(found -> Tree.text(found, "/metadata/name"));
  }

  private static boolean isDefault(ObjectNode found, List<String> marks) {
    var annotations = found.path("metadata").path("annotations");
    return marks.stream().anyMatch(mark -> annotations.path(mark).asText("").equals("true"));
  }
}
