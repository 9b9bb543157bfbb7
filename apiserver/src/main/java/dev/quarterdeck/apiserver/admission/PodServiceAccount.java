package dev.quarterdeck.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.kinds.core.MirrorPod;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.NameGenerator;
import dev.quarterdeck.model.Reason;
import dev.quarterdeck.model.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Has a pod run as a ServiceAccount that is there, and gives it the account's token and image pull
 * secrets; keeps it from Secrets that its account may not use (Kubernetes' ServiceAccount plugin).
 */
final class PodServiceAccount implements MutatingPlugin, ValidatingPlugin {

  private static final GroupVersionResource ACCOUNTS = GroupVersionResource.core("serviceaccounts");
  private static final String DEFAULT = "default";

  /** How long a pod waits for the account that a controller gives each new namespace. */
  private static final Duration WAIT = Duration.ofMillis(1500);

  private static final Duration POLL = Duration.ofMillis(20);

  private final Lookup lookup;
  private final NameGenerator names;
  private final Time time;

  PodServiceAccount(Lookup lookup, NameGenerator names, Time time) {
    this.lookup = lookup;
    this.names = names;
    this.time = time;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.CREATE, Operation.UPDATE);
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.operation() != Operation.CREATE || !request.isOn("", "pods")) {
      return;
    }
    var spec = Tree.child(request.object(), "spec");
    if (MirrorPod.is(request.object())) {
      refuseIf(request, MirrorPodRules.refuses(spec)); // Its node agent would not know it changed.
      return;
    }
    Tree.fill(spec, "serviceAccountName", DEFAULT);
    spec.put("serviceAccount", Tree.text(spec, "/serviceAccountName"));
    var account = account(request);
    if (mountsToken(spec, account)) {
      TokenVolume.mount(spec, names);
    }
    if (spec.path("imagePullSecrets").isEmpty()) {
      pullSecrets(spec, account);
    }
    judge(request, account);
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!request.isOnAnyOf("", "pods")) {
      return;
    }
    if (request.operation() == Operation.CREATE && request.subresource().isEmpty()) {
      if (MirrorPod.is(request.object())) {
        refuseIf(request, MirrorPodRules.refuses(request.object().path("spec")));
      } else {
        judge(request, account(request));
      }
    } else if (request.subresource().equals("ephemeralcontainers")) {
      var spec = request.object().path("spec");
      MountableSecrets.of(account(request))
          .ifPresent(secrets -> refuseIf(request, secrets.refusesEphemeral(spec)));
    }
  }

  private static void judge(AdmissionRequest request, ObjectNode account) {
    var spec = request.object().path("spec");
    MountableSecrets.of(account).ifPresent(secrets -> refuseIf(request, secrets.refuses(spec)));
  }

  private static void refuseIf(AdmissionRequest request, Optional<String> why) {
    if (why.isPresent()) {
      throw request.forbidden(why.get());
    }
  }

  /** The pod's wish counts before its account's. */
  private static boolean mountsToken(ObjectNode spec, ObjectNode account) {
    var field = "automountServiceAccountToken";
    return spec.path(field).asBoolean(account.path(field).asBoolean(true));
  }

  private static void pullSecrets(ObjectNode spec, ObjectNode account) {
    var secrets = Tree.objects(account, "imagePullSecrets");
    if (!secrets.isEmpty()) {
      var list = spec.putArray("imagePullSecrets");
      secrets.forEach(secret -> list.addObject().put("name", Tree.text(secret, "/name")));
    }
  }

  private ObjectNode account(AdmissionRequest request) {
    var namespace = request.namespace();
    var name = Tree.text(request.object(), "/spec/serviceAccountName");
    if (name.isEmpty()) {
      throw request.forbidden(
          "no service account specified for pod %s/%s"
              .formatted(namespace, Tree.text(request.object(), "/metadata/name")));
    }
    return lookup
        .cached(ACCOUNTS, namespace, name)
        .or(() -> lookup.stored(ACCOUNTS, namespace, name))
        .or(() -> name.equals(DEFAULT) ? awaited(namespace) : Optional.empty())
        .orElseThrow(
            () ->
                request.forbidden(
                    "error looking up service account %s/%s: serviceaccount \"%s\" not found"
                        .formatted(namespace, name, name)));
  }

  /** The store is not asked meanwhile: the cache learns of the account, whoever makes it. */
  private Optional<ObjectNode> awaited(String namespace) {
    var began = time.nanos();
    try {
      do {
        time.sleep(POLL);
        var found = lookup.cached(ACCOUNTS, namespace, DEFAULT);
        if (found.isPresent()) {
          return found;
        }
      } while (time.nanos() - began < WAIT.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(Reason.SERVICE_UNAVAILABLE, "the server is shutting down");
    }
    return lookup.stored(ACCOUNTS, namespace, DEFAULT);
  }
}
