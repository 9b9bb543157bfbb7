package dev.quarterdeck.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.model.GroupVersionResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an object gets from the classes there are. */
class ClassesTest {

  private final List<ObjectNode> classes = new ArrayList<>();

  private final Lookup lookup =
      new Lookup() {
        @Override
        public Optional<ObjectNode> cached(GroupVersionResource r, String namespace, String name) {
          return Optional.empty();
        }

        @Override
        public Optional<ObjectNode> stored(GroupVersionResource r, String namespace, String name) {
          return classes.stream()
              .filter(c -> c.at("/metadata/name").asText().equals(name))
              .findFirst();
        }

        @Override
        public List<ObjectNode> allIn(GroupVersionResource resource, String namespace) {
          return classes;
        }
      };

  private static AdmissionRequest creating(String kind, ObjectNode object) {
    return Requests.create(Requests.kind(kind), object);
  }

  private void classNamed(String name, String created, String mark) {
    classes.add(
        Trees.yaml(
            "metadata: {name: %s, creationTimestamp: '%s', annotations: {%s: 'true'}}"
                .formatted(name, created, mark)));
  }

  private ObjectNode claim(String yaml) {
    var claim = Trees.yaml(yaml);
    DefaultClass.ofStorage(lookup).mutate(creating("PersistentVolumeClaim", claim));
    return claim;
  }

  @Test
  void aClaimWithoutAClassGetsTheNewestDefaultOne() {
    assertThat(claim("spec: {}").path("spec")).isEmpty();
    classNamed("old", "2026-01-01T00:00:00Z", "storageclass.kubernetes.io/is-default-class");
    classNamed("b", "2026-01-02T00:00:00Z", "storageclass.beta.kubernetes.io/is-default-class");
    classNamed("a", "2026-01-02T00:00:00Z", "storageclass.kubernetes.io/is-default-class");
    classNamed("other", "2026-01-03T00:00:00Z", "example.com/other");
    assertThat(claim("spec: {}").at("/spec/storageClassName").asText()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec: {storageClassName: mine}",
        "spec: {storageClassName: ''}",
        "{metadata: {annotations: {volume.beta.kubernetes.io/storage-class: ''}}, spec: {}}"
      })
  void aClaimThatSaysWhichClassOrNoneKeepsIt(String claim) {
    classNamed("a", "2026-01-02T00:00:00Z", "storageclass.kubernetes.io/is-default-class");
    assertThat(claim(claim)).isEqualTo(Trees.yaml(claim));
  }

  @Test
  void anIngressWithoutAClassGetsTheDefaultOne() {
    classNamed("a", "2026-01-02T00:00:00Z", "ingressclass.kubernetes.io/is-default-class");
    var ingress = Trees.yaml("spec: {}");
    DefaultClass.ofIngress(lookup).mutate(creating("Ingress", ingress));
    assertThat(ingress.at("/spec/ingressClassName").asText()).isEqualTo("a");
    var annotated =
        Trees.yaml("{metadata: {annotations: {kubernetes.io/ingress.class: b}}, spec: {}}");
    DefaultClass.ofIngress(lookup).mutate(creating("Ingress", annotated));
    assertThat(annotated.path("spec")).isEmpty();
  }

  private ObjectNode pod(String spec) {
    classes.add(
        Trees.yaml(
            """
            metadata: {name: kata}
            overhead: {podFixed: {cpu: 100m}}
            scheduling: {nodeSelector: {vm: "yes"}, tolerations: [{key: vm, operator: Exists}]}
            """));
    classes.add(Trees.yaml("metadata: {name: plain}"));
    var pod = Trees.yaml("spec: {" + spec + "}");
    var plugin = new PodRuntimeClass(lookup);
    plugin.mutate(creating("Pod", pod));
    plugin.validate(creating("Pod", pod));
    return pod;
  }

  @Test
  void aPodGetsWhatItsRuntimeClassCostsAndWhereItCanRun() {
    var tolerated = "{key: vm, operator: Exists}";
    assertThat(
            pod("runtimeClassName: kata, nodeSelector: {a: b}, tolerations: [{key: a}, %s]"
                    .formatted(tolerated))
                .path("spec"))
        .isEqualTo(
            Trees.yaml(
                """
                runtimeClassName: kata
                nodeSelector: {a: b, vm: "yes"}
                tolerations: [{key: a}, %s]
                overhead: {cpu: 100m}
                """
                    .formatted(tolerated)));
    assertThat(pod("runtimeClassName: plain").path("spec")).hasSize(1);
    assertThat(pod("").path("spec")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "runtimeClassName: none | RuntimeClass \"none\" not found",
        "runtimeClassName: kata, overhead: {cpu: 1} | Pod's Overhead doesn't match RuntimeClass's defined Overhead",
        "runtimeClassName: plain, overhead: {cpu: 1} | Pod Overhead set without corresponding RuntimeClass defined Overhead",
        "overhead: {cpu: 1} | Pod Overhead set without corresponding RuntimeClass defined Overhead",
        "runtimeClassName: kata, nodeSelector: {vm: 'no'} | conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no"
      })
  void aPodThatDoesNotFitItsRuntimeClassIsRefused(String spec, String why) {
    assertThatThrownBy(() -> pod(spec)).hasMessage("pods \"x\" is forbidden: pod rejected: " + why);
  }
}
