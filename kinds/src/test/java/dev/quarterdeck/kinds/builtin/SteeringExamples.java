package dev.quarterdeck.kinds.builtin;

import java.util.LinkedHashMap;
import java.util.Map;

/** Examples of the kinds that steer access, admission, fairness and aggregation, and of devices. */
final class SteeringExamples {

  /** A PKCS#10 request of joe in group devs, PEM in base64. */
  private static final String REQUEST =
      "'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTk1Bc0dB"
          + "MVVFQ2d3RVpHVjJjekVNTUFvR0ExVUVBd3dEYW05bE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6"
          + "ajBEQVFjRFFnQUVjMjVOOFp4K0FTaGVIaXRUWTcvTVI3WlgyWTBoTUs0SDFuUUNGZUFZCkxKaThi"
          + "QVMrUVcwekdUd1R3bDdzb1cvVzhDMlluNGJXK2tGSE15SXVJUUwrOEtBQU1Bb0dDQ3FHU000OUJB"
          + "TUMKQTBnQU1FVUNJUUNyektHc25mOWhKeHdjZ0ZsZ2w1MThacDRucFdiQVpJL2VOMHhlVG83ZFZB"
          + "SWdmaEUrcjBVdApydExGbE12YTVMNVlLWmxlaEdxT0tkUloxMEd2b0syYnJMMD0KLS0tLS1FTkQg"
          + "Q0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg=='";

  private static final String RULES =
      "[{operations: [CREATE], apiGroups: ['*'], apiVersions: [v1], resources: [pods]}]";

  private static final String WEBHOOKS =
      "webhooks: [{name: a.example.com, sideEffects: None, admissionReviewVersions: [v1],"
          + " clientConfig: {service: {name: hook, namespace: default}}, rules: "
          + RULES
          + "}]";

  private SteeringExamples() {}

  static Map<String, String> all() {
    var examples = new LinkedHashMap<String, String>();
    examples.put(
        "CertificateSigningRequest",
        "spec: {request: %s, signerName: example.com/signer, usages: [client auth]}"
            .formatted(REQUEST));
    examples.put("ValidatingWebhookConfiguration", WEBHOOKS);
    examples.put("MutatingWebhookConfiguration", WEBHOOKS);
    examples.put(
        "ValidatingAdmissionPolicy",
        "spec: {matchConstraints: {resourceRules: %s}, validations: [{expression: 'true'}]}"
            .formatted(RULES));
    examples.put(
        "MutatingAdmissionPolicy",
        ("spec: {matchConstraints: {resourceRules: %s}, reinvocationPolicy: Never, mutations:"
                + " [{patchType: JSONPatch, jsonPatch: {expression: '[]'}}]}")
            .formatted(RULES));
    examples.put(
        "ValidatingAdmissionPolicyBinding", "spec: {policyName: p, validationActions: [Deny]}");
    examples.put("MutatingAdmissionPolicyBinding", "spec: {policyName: p}");
    examples.put(
        "APIService",
        "spec: {group: example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 10,"
            + " service: {name: s, namespace: default}}");
    examples.put(
        "FlowSchema",
        "spec: {priorityLevelConfiguration: {name: global-default}, rules: [{subjects: [{kind:"
            + " User, user: {name: joe}}], resourceRules: [{verbs: [get], apiGroups: ['*'],"
            + " resources: [pods], namespaces: ['*']}]}]}");
    examples.put(
        "PriorityLevelConfiguration",
        "spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {}}}}");
    devices(examples);
    return examples;
  }

  private static void devices(Map<String, String> examples) {
    var claim = "{devices: {requests: [{name: gpu, exactly: {deviceClassName: big}}]}}";
    examples.put("DeviceClass", "spec: {selectors: [{cel: {expression: 'true'}}]}");
    examples.put("ResourceClaim", "spec: " + claim);
    examples.put("ResourceClaimTemplate", "spec: {spec: %s}".formatted(claim));
    examples.put(
        "ResourceSlice",
        "spec: {driver: d.example.com, nodeName: n1, pool: {name: n1, generation: 1,"
            + " resourceSliceCount: 1}, devices: [{name: gpu-0, attributes: {model: {string: a}},"
            + " capacity: {memory: {value: 1Gi}}}]}");
  }
}
