package dev.quarterdeck.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRangerTest {

  private static final ResourceType PODS = Requests.core("pods");
  private static final ResourceType CLAIMS = Requests.core("persistentvolumeclaims");

  private final KnownObjects known = new KnownObjects();
  private final LimitRanger plugin = new LimitRanger(known);

  private void range(String name, String limits) {
    known.with(
        "limitranges",
        "{metadata: {namespace: default, name: %s}, spec: {limits: [%s]}}".formatted(name, limits));
  }

  @Test
  void containersGetWhatTheyDoNotSay() {
    range(
        "a",
        "{type: Container, default: {cpu: 2, memory: 1Gi}, defaultRequest: {cpu: 100m, memory: 1Gi}}");
    known.with(
        "limitranges",
        "{metadata: {namespace: other, name: b},"
            + " spec: {limits: [{type: Container, default: {cpu: 9}}]}}");
    var pod =
        Trees.yaml(
            """
            metadata: {name: x}
            spec:
              initContainers: [{name: i, resources: {limits: {cpu: 1, memory: 1Mi}}}]
              containers: [{name: a}, {name: b, resources: {requests: {cpu: 1}}}]
            """);
    plugin.mutate(Requests.create(PODS, pod));
    assertThat(pod.at("/metadata/annotations/kubernetes.io~1limit-ranger").asText())
        .isEqualTo(
            "LimitRanger plugin set: cpu, memory request for container a; cpu, memory limit for"
                + " container a; memory request for container b; cpu, memory limit for container b;"
                + " cpu, memory request for init container i");
    assertThat(pod.get("spec"))
        .isEqualTo(
            Trees.yaml(
                """
                initContainers:
                - name: i
                  resources:
                    limits: {cpu: 1, memory: 1Mi}
                    requests: {cpu: '100m', memory: 1Gi}
                containers:
                - name: a
                  resources:
                    requests: {cpu: '100m', memory: 1Gi}
                    limits: {cpu: '2', memory: 1Gi}
                - name: b
                  resources:
                    requests: {cpu: 1, memory: 1Gi}
                    limits: {cpu: '2', memory: 1Gi}
                """));
    var once = pod.deepCopy();
    plugin.mutate(Requests.create(PODS, pod));
    assertThat(pod).as("asked twice").isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: Container, min: {cpu: 100m}} | {requests: {cpu: 100m}} | ",
        "{type: Container, min: {cpu: 100m}} | {} | minimum cpu usage per Container is 100m.  No request is specified",
        "{type: Container, min: {cpu: 100m}} | {requests: {cpu: 99m}} | minimum cpu usage per Container is 100m, but request is 99m",
        "{type: Container, min: {cpu: 100m}} | {requests: {cpu: 1}, limits: {cpu: 99m}} | minimum cpu usage per Container is 100m, but limit is 99m",
        "{type: Container, max: {memory: 1Gi}} | {limits: {memory: 1Gi}, requests: {memory: 1Gi}} | ",
        "{type: Container, max: {memory: 1Gi}} | {requests: {memory: 1Gi}} | maximum memory usage per Container is 1Gi.  No limit is specified",
        "{type: Container, max: {memory: 1Gi}} | {limits: {memory: 1025Mi}} | maximum memory usage per Container is 1Gi, but limit is 1025Mi",
        "{type: Container, max: {memory: 1Gi}} | {limits: {memory: 1Gi}, requests: {memory: 2Gi}} | maximum memory usage per Container is 1Gi, but request is 2Gi",
        "{type: Container, maxLimitRequestRatio: {cpu: 2}} | {limits: {cpu: 2}, requests: {cpu: 1}} | ",
        "{type: Container, maxLimitRequestRatio: {cpu: 2}} | {limits: {cpu: 3}, requests: {cpu: 1}} | cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        "{type: Container, maxLimitRequestRatio: {cpu: 2}} | {limits: {cpu: 3}} | cpu max limit to request ratio per Container is 2, but no request is specified or request is 0",
        "{type: Container, maxLimitRequestRatio: {cpu: 2}} | {requests: {cpu: 3}} | cpu max limit to request ratio per Container is 2, but no limit is specified or limit is 0",
        "{type: Container, min: {cpu: 1}, max: {cpu: 2}} | {} | [minimum cpu usage per Container is 1.  No request is specified, maximum cpu usage per Container is 2.  No limit is specified]",
        "{type: PersistentVolumeClaim, min: {storage: 1Gi}} | {} | ",
      })
  void aContainerStaysWithinBounds(String limit, String resources, String why) {
    range("a", limit);
    check("{containers: [{name: c, resources: %s}]}".formatted(resources), why);
    var initially = "{initContainers: [{name: c, resources: %s}]}".formatted(resources);
    check(initially, why);
  }

  private void check(String spec, String why) {
    var pod = Trees.yaml("spec: " + spec);
    if (why == null) {
      plugin.validate(Requests.create(PODS, pod));
    } else {
      assertThatThrownBy(() -> plugin.validate(Requests.create(PODS, pod)))
          .hasMessage("pods \"x\" is forbidden: " + why);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{containers: [{resources: {limits: {cpu: 1}}}, {resources: {limits: {cpu: 1}}}]} | ",
        "{containers: [{resources: {limits: {cpu: 1}}}, {resources: {limits: {cpu: 1500m}}}]} | but limit is 2500m",
        "{containers: [{resources: {limits: {cpu: 1}}}], initContainers: [{resources: {limits: {cpu: 3}}}]} | but limit is 3",
        "{containers: [{resources: {limits: {cpu: 1}}}], initContainers: [{restartPolicy: Always, resources: {limits: {cpu: 2}}}]} | but limit is 3",
        "{containers: [{resources: {limits: {cpu: 1}}}], initContainers: [{restartPolicy: Always, resources: {limits: {cpu: 1}}}, {resources: {limits: {cpu: 1500m}}}]} | but limit is 2500m",
        "{resources: {limits: {cpu: 2}}, containers: [{resources: {limits: {cpu: 3}}}]} | ",
        "{overhead: {cpu: 9}, containers: [{resources: {limits: {cpu: 2}}}]} | ",
      })
  void thePodsContainersTogetherStayWithinBounds(String spec, String why) {
    range("a", "{type: Pod, max: {cpu: 2}}");
    check(spec, why == null ? null : "maximum cpu usage per Pod is 2, " + why);
  }

  @Test
  void aPodIsJudgedAgainOnlyWhenItIsResized() {
    range("a", "{type: Container, max: {cpu: 1}}");
    var pod = Trees.yaml("spec: {containers: [{name: c, resources: {limits: {cpu: 2}}}]}");
    plugin.validate(Requests.update(PODS, pod, pod));
    plugin.validate(Requests.of(Operation.UPDATE, PODS, "status", pod, pod));
    var resize = Requests.of(Operation.UPDATE, PODS, "resize", pod, pod);
    assertThatThrownBy(() -> plugin.validate(resize))
        .hasMessage(
            "pods \"x\" is forbidden: maximum cpu usage per Container is 1, but limit is 2");
    var going = Trees.yaml("metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}");
    plugin.validate(Requests.of(Operation.UPDATE, PODS, "resize", pod, going));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{requests: {storage: 2Gi}} | ",
        "{requests: {storage: 2Gi}, limits: {storage: 9Gi}} | ",
        "{requests: {storage: 1Mi}} | minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi",
        "{requests: {storage: 4Gi}} | maximum storage usage per PersistentVolumeClaim is 3Gi, but request is 4Gi",
      })
  void aClaimRequestsNeitherTooMuchNorTooLittle(String resources, String why) {
    range("a", "{type: PersistentVolumeClaim, min: {storage: 1Gi}, max: {storage: 3Gi}}");
    var claim = Trees.yaml("spec: {resources: %s}".formatted(resources));
    if (why == null) {
      plugin.validate(Requests.create(CLAIMS, claim));
    } else {
      assertThatThrownBy(() -> plugin.validate(Requests.update(CLAIMS, claim, claim)))
          .hasMessage("persistentvolumeclaims \"x\" is forbidden: " + why);
    }
  }
}
