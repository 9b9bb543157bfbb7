package dev.quarterdeck.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.kinds.builtin.Examples;
import dev.quarterdeck.model.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStrategyTest {

  private static final Strategy STRATEGY = Examples.strategy("Pod");

  static final ObjectNode POD =
      Trees.yaml(
          """
          metadata: {name: web, namespace: default}
          spec:
            containers:
            - name: main
              image: nginx:1.27
              ports: [{containerPort: 80}]
              env: [{name: A, value: b}]
              volumeMounts: [{name: data, mountPath: /data}]
              resources: {requests: {cpu: 100m}, limits: {cpu: 200m, memory: 64Mi}}
              livenessProbe: {httpGet: {port: 80}}
            volumes: [{name: data}]
          """);

  @Test
  void aMinimalPodGetsKubernetesDefaults() {
    var pod =
        Trees.created(
            STRATEGY,
            Trees.yaml(
                """
                metadata: {name: a, namespace: default}
                spec: {containers: [{name: main, image: nginx}]}
                """));
    assertThat(pod)
        .isEqualTo(
            Trees.yaml(
                """
                metadata: {name: a, namespace: default}
                spec:
                  restartPolicy: Always
                  dnsPolicy: ClusterFirst
                  schedulerName: default-scheduler
                  terminationGracePeriodSeconds: 30
                  securityContext: {}
                  enableServiceLinks: true
                  containers:
                  - name: main
                    image: nginx
                    imagePullPolicy: Always
                    resources: {}
                    terminationMessagePath: /dev/termination-log
                    terminationMessagePolicy: File
                status: {phase: Pending, qosClass: BestEffort}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/spec/containers/0/ports/0/protocol|TCP",
        "/spec/containers/0/resources/requests/memory|64Mi",
        "/spec/containers/0/resources/requests/cpu|100m",
        "/spec/containers/0/livenessProbe/timeoutSeconds|1",
        "/spec/containers/0/livenessProbe/periodSeconds|10",
        "/spec/containers/0/livenessProbe/successThreshold|1",
        "/spec/containers/0/livenessProbe/failureThreshold|3",
        "/spec/containers/0/livenessProbe/httpGet/path|/",
        "/spec/containers/0/livenessProbe/httpGet/scheme|HTTP",
        "/spec/volumes/0/emptyDir|{}",
        "/status/qosClass|Burstable",
      })
  void absentFieldsAreFilledIn(String pointer, String value) {
    assertThat(Trees.created(STRATEGY, POD).at(pointer)).isEqualTo(Trees.node(value));
  }

  @Test
  void defaultsAreIdempotent() {
    var once = Trees.created(STRATEGY, POD);
    var twice = once.deepCopy();
    STRATEGY.applyDefaults(twice);
    assertThat(twice).isEqualTo(once);
    assertThat(STRATEGY.validate(once)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/metadata/name|-|metadata.name: Required value: name or generateName is required",
        "/metadata/namespace|-|metadata.namespace: Required value",
        "/spec/containers|[]|spec.containers: Required value",
        "/spec/containers/0/name|''|spec.containers[0].name: Required value",
        "/spec/containers/0/image|-|spec.containers[0].image: Required value",
        "/spec/containers/0/image|' x'|spec.containers[0].image: Invalid value: \" x\": must not have leading or trailing whitespace",
        "/spec/containers/1|{name: main, image: x}|spec.containers[1].name: Duplicate value: \"main\"",
        "/spec/initContainers|[{name: main, image: x}]|spec.initContainers[0].name: Duplicate value: \"main\"",
        "/spec/containers/0/imagePullPolicy|Sometimes|spec.containers[0].imagePullPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"IfNotPresent\", \"Never\"",
        "/spec/containers/0/ports/0/containerPort|70000|spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
        "/spec/containers/0/ports/0/hostPort|-1|spec.containers[0].ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive",
        "/spec/containers/0/ports/0/protocol|ICMP|spec.containers[0].ports[0].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
        "/spec/containers/0/env/0/name|a=b|spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '='",
        "/spec/containers/0/env/0/valueFrom|{fieldRef: {fieldPath: metadata.name}}|spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty",
        "/spec/containers/0/env/1|{name: B, valueFrom: {configMapKeyRef: {name: c}}}|spec.containers[0].env[1].valueFrom.configMapKeyRef.key: Required value",
        "/spec/containers/0/volumeMounts/0/name|nope|spec.containers[0].volumeMounts[0].name: Not found: \"nope\"",
        "/spec/containers/0/volumeMounts/1|{name: data, mountPath: /data}|spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/data\": must be unique",
        "/spec/containers/0/volumeMounts/0/subPath|../x|spec.containers[0].volumeMounts[0].subPath: Invalid value: \"../x\": must not contain '..'",
        "/spec/containers/0/resources/requests/cpu|300m|spec.containers[0].resources.requests: Invalid value: \"300m\": must be less than or equal to cpu limit of 200m",
        "/spec/containers/0/resources/requests/memory|-1|spec.containers[0].resources.requests[memory]: Invalid value: \"-1\": must be greater than or equal to 0",
        "/spec/containers/0/livenessProbe/tcpSocket|{port: 80}|spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type",
        "/spec/containers/0/livenessProbe|{periodSeconds: 3}|spec.containers[0].livenessProbe: Required value: must specify a handler type",
        "/spec/containers/0/livenessProbe/successThreshold|2|spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
        "/spec/containers/0/livenessProbe/httpGet/port|0|spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive",
        "/spec/containers/0/lifecycle|{preStop: {}}|spec.containers[0].lifecycle.preStop: Required value: must specify a handler type",
        "/spec/initContainers|[{name: i, image: x, livenessProbe: {tcpSocket: {port: 1}}}]|spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always",
        "/spec/restartPolicy|Maybe|spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"OnFailure\", \"Never\"",
        "/spec/volumes/1|{name: data}|spec.volumes[1].name: Duplicate value: \"data\"",
        "/spec/volumes/0|{name: data, emptyDir: {}, hostPath: {path: /x}}|spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type",
        "/spec/volumes/0|{name: data, configMap: {}}|spec.volumes[0].configMap.name: Required value",
        "/spec/volumes/0|{name: data, secret: {secretName: s, defaultMode: 512}}|spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive",
        "/spec/tolerations|[{operator: Exists, effect: Never}]|spec.tolerations[0].effect: Unsupported value: \"Never\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"",
        "/spec/tolerations|[{key: a, operator: Exists, value: b}]|spec.tolerations[0].operator: Invalid value: \"Exists\": value must be empty when `operator` is 'Exists'",
        "/spec/affinity|{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}|spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term",
        "/spec/affinity|{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}]}]}}}|spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        "/spec/topologySpreadConstraints|[{maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]|spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
        "/spec/securityContext|{runAsUser: -1}|spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
        "/spec/containers/0/securityContext|{privileged: true, allowPrivilegeEscalation: false}|spec.containers[0].securityContext: Invalid value: {\"privileged\":true,\"allowPrivilegeEscalation\":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
        "/spec/dnsPolicy|None|spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None",
        "/spec/activeDeadlineSeconds|0|spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive",
        "/spec/containers/1|{name: b, image: x, ports: [{containerPort: 1, hostPort: 5},{containerPort: 2, hostPort: 5}]}|spec.containers[1].ports[1].hostPort: Duplicate value: \"TCP//5\"",
      })
  void aWrongFieldIsNamed(String pointer, String value, String error) {
    assertThat(Trees.createErrors(STRATEGY, Trees.with(POD, pointer, value)))
        .extracting(FieldError::toString)
        .containsExactly(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/spec/containers/0/image|nginx:2",
        "/spec/activeDeadlineSeconds|60",
        "/spec/tolerations|[{operator: Exists}]",
        "/metadata/labels|{a: b}",
      })
  void someFieldsMayChange(String pointer, String value) {
    assertThat(changed(pointer, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/spec/containers/0/command|[x]|spec",
        "/spec/nodeName|n|spec",
        "/spec/schedulingGates|[{name: a}]|spec.schedulingGates[0].name",
        "/spec/containers/1|{name: b, image: b}|spec.containers",
        "/spec/restartPolicy|Never|spec",
      })
  void theRestOfAPodMayNotChange(String pointer, String value, String field) {
    assertThat(changed(pointer, value))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.type()).isEqualTo(FieldError.Type.FORBIDDEN);
              assertThat(error.field()).isEqualTo(field);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/spec/schedulingGates|[]|",
        "/spec/nodeSelector|{zone: a, disk: ssd}|",
        "/spec/nodeSelector|{zone: b}|spec.nodeSelector: Invalid value: {\"zone\":\"b\"}: only additions"
            + " to spec.nodeSelector are allowed (no mutations or deletions)",
        "/spec/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution|[{weight: 1,"
            + " preference: {matchExpressions: [{key: a, operator: Exists}]}}]|",
        "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/1|{key:"
            + " b, operator: Exists}|",
        "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0|{matchExpressions:"
            + " [{key: b, operator: Exists}]}"
            + "|spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]:"
            + " Invalid value: {\"matchExpressions\":[{\"key\":\"b\",\"operator\":\"Exists\"}]}: only"
            + " additions are allowed (no mutations or deletions)",
        "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms|[{matchExpressions:"
            + " [{key: a, operator: Exists}]}, {matchFields: [{key: metadata.name, operator: In, values:"
            + " [n]}]}]|spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms:"
            + " Invalid value: [{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Exists\"}]},{\"matchFields\":[{\"key\":\"metadata.name\",\"operator\":\"In\",\"values\":[\"n\"]}]}]:"
            + " no additions/deletions to non-empty NodeSelectorTerms list are allowed",
      })
  void aGatedPodMayBeRestrictedToFewerNodes(String pointer, String value, String error) {
    var gated =
        Trees.yaml(
            """
            metadata: {name: a, namespace: default}
            spec:
              schedulingGates: [{name: example.com/wait}]
              containers: [{name: main, image: nginx}]
              nodeSelector: {zone: a}
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]
            """);
    var stored = Trees.created(STRATEGY, gated);
    var updated = Trees.with(stored, pointer, value);
    assertThat(Trees.updateErrors(STRATEGY, stored, updated, Trees.PLAIN))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @Test
  void aGatedPodMayBeGivenAnAffinity() {
    var stored = Trees.created(STRATEGY, Trees.with(POD, "/spec/schedulingGates", "[{name: a/b}]"));
    var required = "{nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}";
    var affinity =
        "{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: %s}}".formatted(required);
    var updated = Trees.with(stored, "/spec/affinity", affinity);
    assertThat(Trees.updateErrors(STRATEGY, stored, updated, Trees.PLAIN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{a: b}|{a: c}|",
        "{}|{kubernetes.io/config.mirror: x}|metadata.annotations[kubernetes.io/config.mirror]:"
            + " Forbidden: may not add mirror pod annotation",
        "{kubernetes.io/config.mirror: x}|{}|metadata.annotations[kubernetes.io/config.mirror]:"
            + " Forbidden: may not remove or update mirror pod annotation",
        "{container.apparmor.security.beta.kubernetes.io/main: unconfined}"
            + "|{container.apparmor.security.beta.kubernetes.io/main: runtime/default}"
            + "|metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]: Forbidden:"
            + " may not remove or update AppArmor annotations",
      })
  void annotationsThatSayWhatThePodIsStay(String before, String after, String error) {
    var stored = Trees.created(STRATEGY, Trees.with(POD, "/metadata/annotations", before));
    var updated = Trees.with(stored, "/metadata/annotations", after);
    assertThat(Trees.updateErrors(STRATEGY, stored, updated, Trees.PLAIN))
        .extracting(FieldError::toString)
        .containsExactly(error == null ? new String[0] : new String[] {error});
  }

  @Test
  void aStatusWithoutObservedGenerationsKeepsThem() {
    var stored = Trees.created(STRATEGY, POD);
    stored.set(
        "status",
        Trees.node(
            "{observedGeneration: 3, qosClass: Burstable, conditions: [{type: Ready,"
                + " observedGeneration: 2}, {type: Ready, observedGeneration: 1}]}"));
    var updated =
        Trees.with(
            stored, "/status", "{conditions: [{type: Ready}, {type: Ready}, {type: Other}]}");
    STRATEGY.prepareForUpdate(updated, stored, Trees.STATUS);
    assertThat(updated.get("status"))
        .isEqualTo(
            Trees.node(
                "{conditions: [{type: Ready, observedGeneration: 2}, {type: Ready,"
                    + " observedGeneration: 1}, {type: Other}], qosClass: Burstable,"
                    + " observedGeneration: 3}"));
  }

  private static List<FieldError> changed(String pointer, String value) {
    var stored = Trees.created(STRATEGY, POD);
    return Trees.updateErrors(STRATEGY, stored, Trees.with(stored, pointer, value), Trees.PLAIN);
  }

  @Test
  void aPlainUpdateKeepsStatusAndAStatusUpdateKeepsSpec() {
    var stored = Trees.created(STRATEGY, POD);
    var plain = Trees.with(stored, "/status/phase", "Running");
    STRATEGY.prepareForUpdate(plain, stored, Trees.PLAIN);
    assertThat(plain.at("/status/phase").asText()).isEqualTo("Pending");
    var status = Trees.with(Trees.with(stored, "/status/phase", "Running"), "/spec/nodeName", "n");
    STRATEGY.prepareForUpdate(status, stored, Trees.STATUS);
    assertThat(status.at("/status/phase").asText()).isEqualTo("Running");
    assertThat(status.at("/spec/nodeName").isMissingNode()).isTrue();
  }

  @Test
  void aStatusUpdateMayNameItsAddressEitherWay() {
    var stored = Trees.created(STRATEGY, POD);
    var one = Trees.with(stored, "/status/podIP", "10.1.0.1");
    STRATEGY.applyDefaults(one);
    assertThat(one.at("/status/podIPs")).isEqualTo(Trees.node("[{ip: 10.1.0.1}]"));
    var list = Trees.with(stored, "/status/hostIPs", "[{ip: 10.0.0.1}]");
    STRATEGY.applyDefaults(list);
    assertThat(list.at("/status/hostIP").asText()).isEqualTo("10.0.0.1");
    var changed = Trees.with(one, "/status/podIP", "10.1.0.2");
    STRATEGY.applyDefaults(changed);
    assertThat(changed.at("/status/podIPs")).isEqualTo(Trees.node("[{ip: 10.1.0.2}]"));
  }

  @Test
  void ephemeralContainersAreOnlyAdded() {
    var context = new WriteContext("ephemeralcontainers", "me", Trees.NOW);
    var stored = Trees.created(STRATEGY, POD);
    var added =
        Trees.with(
            Trees.with(stored, "/spec/nodeName", "ignored"),
            "/spec/ephemeralContainers",
            "[{name: debug, image: busybox}]");
    var updated = added.deepCopy();
    assertThat(Trees.updateErrors(STRATEGY, stored, updated, context)).isEmpty();
    STRATEGY.prepareForUpdate(added, stored, context);
    assertThat(added.at("/spec/nodeName").isMissingNode()).isTrue();
    STRATEGY.applyDefaults(added);
    assertThat(Trees.updateErrors(STRATEGY, added, stored, context))
        .extracting(FieldError::toString)
        .containsExactly(
            "spec.ephemeralContainers: Forbidden: existing ephemeral containers \"debug\" may not be"
                + " removed");
  }
}
