package dev.quarterdeck.kinds.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Strategy;
import dev.quarterdeck.kinds.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One valid object of every stored built-in kind. */
public final class Examples {

  private static final String TEMPLATE =
      "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: a}]}}";
  private static final String JOB =
      "template: {spec: {restartPolicy: Never, containers: [{name: main, image: a}]}}";

  private static final BuiltInRegistry REGISTRY = new BuiltInRegistry();

  private static final Map<String, String> BY_KIND = new LinkedHashMap<>();

  static {
    BY_KIND.put("ConfigMap", "data: {a: b}, binaryData: {c: Yg==}");
    BY_KIND.put("Endpoints", "subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]");
    BY_KIND.put(
        "Event",
        "involvedObject: {kind: Pod, name: p, namespace: default}, reason: Because, type: Normal");
    BY_KIND.put("LimitRange", "spec: {limits: [{type: Container, max: {cpu: 2}, min: {cpu: 1m}}]}");
    BY_KIND.put("Namespace", "spec: {}");
    BY_KIND.put(
        "Node",
        "spec: {podCIDR: 10.244.0.0/24, podCIDRs: [10.244.0.0/24], taints: [{key: a, effect:"
            + " NoSchedule}]}, status: {capacity: {cpu: 2}}");
    BY_KIND.put("Pod", "spec: {containers: [{name: main, image: a}]}");
    BY_KIND.put("ResourceQuota", "spec: {hard: {pods: 10}}");
    BY_KIND.put("Secret", "stringData: {a: b}");
    BY_KIND.put("ServiceAccount", "secrets: []");
    BY_KIND.put("Service", "spec: {selector: {app: web}, ports: [{port: 80}]}");
    BY_KIND.put("ControllerRevision", "revision: 1, data: {a: b}");
    BY_KIND.put("DaemonSet", "spec: {selector: {matchLabels: {app: web}}, " + TEMPLATE + "}");
    BY_KIND.put("Deployment", "spec: {selector: {matchLabels: {app: web}}, " + TEMPLATE + "}");
    BY_KIND.put("ReplicaSet", "spec: {selector: {matchLabels: {app: web}}, " + TEMPLATE + "}");
    BY_KIND.put("StatefulSet", "spec: {selector: {matchLabels: {app: web}}, " + TEMPLATE + "}");
    BY_KIND.put("CronJob", "spec: {schedule: '*/5 * * * *', jobTemplate: {spec: {" + JOB + "}}}");
    BY_KIND.put("Job", "spec: {" + JOB + "}");
    BY_KIND.put(
        "PodDisruptionBudget", "spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}");
    BY_KIND.put("PriorityClass", "value: 1000");
    BY_KIND.put("Lease", "spec: {holderIdentity: me, leaseDurationSeconds: 15}");
    BY_KIND.put(
        "EndpointSlice",
        "addressType: IPv4, endpoints: [{addresses: [10.0.0.1]}], ports: [{port: 80}]");
    BY_KIND.put(
        "HorizontalPodAutoscaler",
        "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas:"
            + " 3}");
    BY_KIND.put(
        "PersistentVolume",
        "spec: {capacity: {storage: 10Gi}, accessModes: [ReadWriteOnce], storageClassName: fast, csi:"
            + " {driver: example.com, volumeHandle: a}, nodeAffinity: {required: {nodeSelectorTerms:"
            + " [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]}}}");
    BY_KIND.put(
        "PersistentVolumeClaim",
        "spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage:"
            + " 10Gi}}, dataSource: {kind: PersistentVolumeClaim, name: y}}");
    BY_KIND.put("PodTemplate", TEMPLATE);
    BY_KIND.put("ReplicationController", "spec: {selector: {app: web}, " + TEMPLATE + "}");
    BY_KIND.put(
        "CustomResourceDefinition",
        "spec: {group: example.com, scope: Namespaced, names: {kind: Widget, listKind: WidgetList,"
            + " plural: widgets, singular: widget}, versions: [{name: v1, served: true, storage:"
            + " true, subresources: {status: {}}, additionalPrinterColumns: [{name: Size, type:"
            + " integer, jsonPath: .spec.size}], schema: {openAPIV3Schema: {type: object,"
            + " properties: {spec: {type: object, required: [size], x-kubernetes-validations:"
            + " [{rule: 'self.size > 0 || has(self.parts)', messageExpression: \"'not ' +"
            + " string(self.size)\"}], properties: {size: {type: integer, minimum: 0, default: 1},"
            + " mode: {type: string, enum: [a, b]}, at: {type: string, format: date-time}, port:"
            + " {x-kubernetes-int-or-string: true}, parts: {type: array, maxItems: 9,"
            + " x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type:"
            + " object, required: [name], properties: {name: {type: string}}}}, labels: {type:"
            + " object, additionalProperties: {type: string}}}}}}}}]}");
    BY_KIND.put(
        "IngressClass",
        "spec: {controller: example.com/ingress, parameters: {apiGroup: example.com, kind: Params,"
            + " name: x}}");
    BY_KIND.put(
        "Ingress",
        "spec: {ingressClassName: nginx, tls: [{hosts: [a.example.com], secretName: cert}], rules:"
            + " [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend:"
            + " {service: {name: web, port: {number: 80}}}}]}}]}");
    BY_KIND.put(
        "IPAddress",
        "spec: {parentRef: {group: '', resource: services, namespace: default, name: web}}");
    BY_KIND.put(
        "NetworkPolicy",
        "spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}], from:"
            + " [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]}");
    BY_KIND.put("ServiceCIDR", "spec: {cidrs: [10.96.0.0/16]}");
    BY_KIND.put(
        "Role", "rules: [{apiGroups: [''], resources: [pods], verbs: [get], resourceNames: [a]}]");
    BY_KIND.put("ClusterRole", "rules: [{nonResourceURLs: [/metrics], verbs: [get]}]");
    BY_KIND.put(
        "RoleBinding",
        "roleRef: {kind: Role, name: x}, subjects: [{kind: User, name: u}, {kind: Group, name: g},"
            + " {kind: ServiceAccount, name: s, namespace: n}]");
    BY_KIND.put(
        "ClusterRoleBinding",
        "roleRef: {kind: ClusterRole, name: x}, subjects: [{kind: ServiceAccount, name: s,"
            + " namespace: n}, {kind: ServiceAccount, name: t, namespace: n}]");
    BY_KIND.put(
        "RuntimeClass",
        "handler: kata, overhead: {podFixed: {cpu: 100m}}, scheduling: {nodeSelector: {a: b},"
            + " tolerations: [{key: a, operator: Exists}]}");
    BY_KIND.put(
        "StorageClass",
        "provisioner: example.com/disk, parameters: {type: fast}, allowedTopologies:"
            + " [{matchLabelExpressions: [{key: zone, values: [a, b]}]}]");
    BY_KIND.put("VolumeAttributesClass", "driverName: example.com, parameters: {iops: '100'}");
    BY_KIND.put(
        "VolumeAttachment",
        "spec: {attacher: example.com, nodeName: n1, source: {persistentVolumeName: pv}}");
    BY_KIND.put("CSIDriver", "spec: {tokenRequests: [{audience: a, expirationSeconds: 3600}]}");
    BY_KIND.put(
        "CSINode",
        "spec: {drivers: [{name: example.com, nodeID: n1, topologyKeys: [zone], allocatable: {count:"
            + " 8}}]}");
    BY_KIND.put(
        "CSIStorageCapacity",
        "storageClassName: fast, capacity: 10Gi, nodeTopology: {matchLabels: {zone: a}}");
  }

  static {
    BY_KIND.putAll(SteeringExamples.all());
  }

  /** Kinds whose names are not free. */
  private static final Map<String, String> NAMES =
      Map.of(
          "IPAddress",
          "10.96.0.7",
          "CustomResourceDefinition",
          "widgets.example.com",
          "APIService",
          "v1.example.com");

  private Examples() {}

  /** A built-in kind of this module. */
  public static ResourceType type(String kind) {
    return REGISTRY.all().stream()
        .filter(type -> type.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  public static Strategy strategy(String kind) {
    return type(kind).strategy();
  }

  /** The example of a built-in kind of this module. */
  public static ObjectNode of(String kind) {
    return of(type(kind));
  }

  public static ObjectNode of(ResourceType type) {
    var name = NAMES.getOrDefault(type.kind(), "x");
    var metadata =
        (type.namespaced() ? "{name: %s, namespace: default}" : "{name: %s}").formatted(name);
    var rest = Objects.requireNonNull(BY_KIND.get(type.kind()), "no example of " + type.kind());
    return Trees.yaml("{metadata: %s, %s}".formatted(metadata, rest));
  }
}
