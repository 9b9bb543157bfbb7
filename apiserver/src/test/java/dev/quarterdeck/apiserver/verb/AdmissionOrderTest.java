package dev.quarterdeck.apiserver.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.admission.AdmissionChain;
import dev.quarterdeck.apiserver.admission.AdmissionRequest;
import dev.quarterdeck.apiserver.admission.AdmissionRequest.Operation;
import dev.quarterdeck.apiserver.admission.Lookup;
import dev.quarterdeck.apiserver.admission.MutatingPlugin;
import dev.quarterdeck.apiserver.admission.ValidatingPlugin;
import dev.quarterdeck.apiserver.allocation.WriteHooks;
import dev.quarterdeck.apiserver.store.MemoryStore;
import dev.quarterdeck.apiserver.store.StoredJson;
import dev.quarterdeck.apiserver.token.TokenIssuer;
import dev.quarterdeck.apiserver.token.TokenSource;
import dev.quarterdeck.apiserver.watchcache.CacheLimits;
import dev.quarterdeck.apiserver.watchcache.Caches;
import dev.quarterdeck.customkinds.definition.DefinitionKinds;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Trees;
import dev.quarterdeck.kinds.builtin.BuiltInRegistry;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.User;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When admission plugins are asked, and what they see, whatever is written. */
class AdmissionOrderTest {

  private static final Set<Operation> ALL = Set.of(Operation.values());
  private static final String MAIN = "spec: {containers: [{name: main, image: busybox}]}";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MemoryStore store = new MemoryStore();
  private final BuiltInRegistry registry = new BuiltInRegistry(DefinitionKinds.all());
  private final Caches caches =
      new Caches(store, Time.system(), CacheLimits.DEFAULT, new SimpleMeterRegistry());

  /** What a plugin saw, copied as it saw it. */
  private record Seen(String phase, AdmissionRequest request, ObjectNode object, ObjectNode old) {
    static Seen of(String phase, AdmissionRequest request) {
      return new Seen(phase, request, copy(request.object()), copy(request.old()));
    }

    private static ObjectNode copy(ObjectNode tree) {
      return tree == null ? null : tree.deepCopy();
    }

    @Override
    public String toString() {
      var kind = object == null ? old.path("kind") : object.path("kind");
      return "%s %s %s %s \"%s\""
          .formatted(
              phase,
              request.operation(),
              kind.asText(),
              request.asked().resourceAndSubresource(),
              request.name());
    }
  }

  private final List<Seen> seen = new ArrayList<>();
  private Consumer<AdmissionRequest> mutation = request -> {};
  private Consumer<AdmissionRequest> judgement = request -> {};

  private final class Plugin implements MutatingPlugin, ValidatingPlugin {
    @Override
    public String name() {
      return "Test";
    }

    @Override
    public Set<Operation> operations() {
      return ALL;
    }

    @Override
    public void mutate(AdmissionRequest request) {
      seen.add(Seen.of("mutate", request));
      mutation.accept(request);
    }

    @Override
    public void validate(AdmissionRequest request) {
      seen.add(Seen.of("validate", request));
      judgement.accept(request);
    }
  }

  private final Lookup lookup =
      new Lookup() {
        @Override
        public Optional<ObjectNode> cached(GroupVersionResource r, String namespace, String name) {
          return stored(r, namespace, name);
        }

        @Override
        public Optional<ObjectNode> stored(GroupVersionResource r, String namespace, String name) {
          var key = registry.find(r).orElseThrow().storeKey(namespace, name);
          return store.get(key).map(s -> StoredJson.decode(s.value(), s.modRevision()));
        }

        @Override
        public List<ObjectNode> allIn(GroupVersionResource resource, String namespace) {
          return List.of();
        }
      };

  private final Verbs verbs =
      Verbs.over(
          store,
          registry,
          caches::apply,
          new AdmissionChain(List.of(new Plugin()), meters),
          lookup,
          new TokenSource(TokenIssuer.ephemeral(), lookup, Clock.systemUTC(), () -> "id"),
          Schemas.load(),
          Clock.systemUTC(),
          new Random(1),
          () -> "the-servers-uid",
          type -> WriteHooks.NONE,
          ComputedObjects.NONE);

  @AfterEach
  void close() {
    caches.close();
    store.close();
  }

  private ResourceType type(String group, String resource) {
    return registry.find(new GroupVersionResource(group, "v1", resource)).orElseThrow();
  }

  private VerbRequest about(String group, String resource, String name, String subresource) {
    var type = type(group, resource);
    return VerbRequest.plain(
        new User("me", List.of()),
        type,
        type.namespaced() ? "default" : "",
        name,
        subresource,
        Deadline.in(Duration.ofSeconds(10)),
        warning -> {});
  }

  private static Payload payload(String yaml) {
    return new Payload(Trees.yaml(yaml), null);
  }

  private ObjectSnapshot create(String group, String resource, String yaml) {
    return verbs.create().create(about(group, resource, "", ""), payload(yaml));
  }

  /** Makes an object nobody looks at how. */
  private void given(String group, String resource, String yaml) {
    create(group, resource, yaml);
    seen.clear();
  }

  private List<String> told() {
    return seen.stream().map(Seen::toString).toList();
  }

  @Test
  void aNewObjectIsMutatedWithItsDefaultsAndJudgedAsItIsStored() {
    mutation =
        request -> {
          request.object().withObjectProperty("metadata").put("uid", "mine");
          request.object().withObjectProperty("metadata").putObject("labels").put("added", "yes");
          request.object().withObjectProperty("status").put("phase", "Running");
        };
    var made = create("", "pods", "{metadata: {generateName: p-}, " + MAIN + "}");
    var name = Metadata.of(made.object()).name();
    assertThat(told())
        .containsExactly(
            "mutate CREATE Pod pods \"\"", "validate CREATE Pod pods \"%s\"".formatted(name));
    var proposed = seen.getFirst().object();
    assertThat(proposed.at("/spec/restartPolicy").asText()).isEqualTo("Always");
    assertThat(proposed.path("metadata").has("uid")).isFalse();
    var judged = seen.getLast().object();
    assertThat(judged).isEqualTo(made.object());
    assertThat(judged.at("/metadata/uid").asText()).isEqualTo("the-servers-uid");
    assertThat(judged.at("/metadata/labels/added").asText()).isEqualTo("yes");
    assertThat(judged.at("/status/phase").asText()).isEqualTo("Pending");
    assertThat(judged.at("/metadata/managedFields/0/fieldsV1/f:metadata"))
        .as("what a plugin sets is nobody's")
        .isEqualTo(Trees.yaml("f:generateName: {}"));
  }

  @Test
  void whatAPluginMakesAnewIsDecodedAndGetsDefaults() {
    mutation =
        request -> {
          var other = request.object().deepCopy();
          var init = ((ObjectNode) other.get("spec")).putArray("initContainers").addObject();
          init.put("name", "added").put("image", "i").put("unknown", 1);
          request.replace(other);
          assertThat(request.object().at("/spec/initContainers/0/imagePullPolicy").asText())
              .isEqualTo("Always");
        };
    var made = create("", "pods", "{metadata: {name: p}, " + MAIN + "}").object();
    assertThat(made.at("/spec/initContainers/0").has("unknown")).isFalse();
    assertThat(made.at("/spec/initContainers/0/terminationMessagePath").asText())
        .isEqualTo("/dev/termination-log");
  }

  @Test
  void aRefusedMutationComesBeforeValidationAndARefusedJudgementAfterIt() {
    mutation =
        request -> {
          throw request.forbidden("not today");
        };
    assertThatThrownBy(() -> create("", "pods", "{metadata: {generateName: p-}, spec: {}}"))
        .hasMessage("pods \"p-\" is forbidden: not today");
    mutation = request -> {};
    judgement = mutation;
    seen.clear();
    assertThatThrownBy(() -> create("", "pods", "{metadata: {name: p}, spec: {}}"))
        .hasMessageContaining("spec.containers: Required value");
    assertThat(told()).containsExactly("mutate CREATE Pod pods \"p\"");
  }

  @Test
  void anUpdateIsJudgedBesideWhatIsStored() {
    given("", "configmaps", "{metadata: {name: m}, data: {a: '1'}}");
    mutation =
        request -> {
          request.object().withObjectProperty("data").put("b", "2");
          request.object().withObjectProperty("metadata").put("creationTimestamp", "never");
        };
    var updated =
        verbs
            .update()
            .update(
                about("", "configmaps", "m", ""), payload("{metadata: {name: m}, data: {a: '2'}}"))
            .snapshot()
            .object();
    assertThat(told())
        .containsExactly(
            "mutate UPDATE ConfigMap configmaps \"m\"",
            "validate UPDATE ConfigMap configmaps \"m\"");
    assertThat(seen).allSatisfy(s -> assertThat(s.old().at("/data/a").asText()).isEqualTo("1"));
    assertThat(seen.getLast().object()).isEqualTo(updated);
    assertThat(updated.at("/metadata/creationTimestamp"))
        .isEqualTo(seen.getLast().old().at("/metadata/creationTimestamp"));
    assertThat(updated.at("/data/b").asText()).isEqualTo("2");
  }

  @Test
  void whoIsRefusedOnWhatIsStillThereIsNotAskedAgain() {
    given("", "configmaps", "{metadata: {name: m}}");
    caches.start(type("", "configmaps"));
    caches.apply(type("", "configmaps")).awaitCurrent(Duration.ofSeconds(10));
    judgement =
        request -> {
          throw request.forbidden("no");
        };
    var patch = new Payload(Json.parse("{\"data\":{\"a\":\"1\"}}".getBytes()), null);
    var request = about("", "configmaps", "m", "");
    assertThatThrownBy(() -> verbs.patch().patch(request, PatchType.MERGE, patch))
        .hasMessage("configmaps \"m\" is forbidden: no");
    assertThatThrownBy(() -> verbs.delete().delete(request))
        .hasMessage("configmaps \"m\" is forbidden: no");
    assertThat(told())
        .containsExactly(
            "mutate UPDATE ConfigMap configmaps \"m\"",
            "validate UPDATE ConfigMap configmaps \"m\"",
            "mutate DELETE ConfigMap configmaps \"m\"",
            "validate DELETE ConfigMap configmaps \"m\"");
  }

  @Test
  void whoIsOvertakenByAnotherWriteIsAskedAboutWhatIsThereThen() {
    given("", "configmaps", "{metadata: {name: m}}");
    var key = type("", "configmaps").storeKey("default", "m");
    judgement =
        request -> {
          judgement = again -> {};
          var there = store.get(key).orElseThrow();
          store.update(key, there.value(), there.modRevision());
        };
    var patch = new Payload(Json.parse("{\"data\":{\"a\":\"1\"}}".getBytes()), null);
    verbs.patch().patch(about("", "configmaps", "m", ""), PatchType.MERGE, patch);
    assertThat(seen).hasSize(4);
    assertThat(seen.get(3).old().at("/metadata/resourceVersion"))
        .isNotEqualTo(seen.get(1).old().at("/metadata/resourceVersion"));
  }

  @Test
  void aPluginMayHaveAllAskedOnceMore() {
    mutation =
        request -> {
          request.reinvocation().ask();
          request.object().withObjectProperty("data").put("again", "" + seen.size());
        };
    var made = create("", "configmaps", "{metadata: {name: m}}").object();
    assertThat(told())
        .containsExactly(
            "mutate CREATE ConfigMap configmaps \"m\"",
            "mutate CREATE ConfigMap configmaps \"m\"",
            "validate CREATE ConfigMap configmaps \"m\"");
    assertThat(made.at("/data/again").asText()).isEqualTo("2");
  }

  @Test
  void aScaleIsAllPluginsSeeOfScaling() {
    given(
        "apps",
        "deployments",
        """
        metadata: {name: d}
        spec:
          replicas: 1
          selector: {matchLabels: {a: b}}
          template: {metadata: {labels: {a: b}}, %s}
        """
            .formatted(MAIN));
    mutation = request -> request.object().withObjectProperty("spec").put("replicas", 5);
    var request = about("apps", "deployments", "d", "scale");
    var scaled =
        verbs.scale().update(request, payload("{metadata: {name: d}, spec: {replicas: 3}}"));
    assertThat(scaled.at("/spec/replicas").asInt()).isEqualTo(5);
    assertThat(told())
        .containsExactly(
            "mutate UPDATE Scale deployments/scale \"d\"",
            "validate UPDATE Scale deployments/scale \"d\"");
    assertThat(seen.getFirst().object().at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(seen.getLast().object().at("/spec/replicas").asInt()).isEqualTo(5);
    assertThat(seen)
        .allSatisfy(
            s -> {
              assertThat(s.old().path("kind").asText()).isEqualTo("Scale");
              assertThat(s.old().at("/spec/replicas").asInt()).isEqualTo(1);
            });
  }

  @Test
  void anEvictionIsACreateAndItsDeleteIsNobodys() {
    given("", "pods", "{metadata: {name: p}, " + MAIN + "}");
    var eviction = Trees.yaml("{apiVersion: policy/v1, kind: Eviction, metadata: {name: p}}");
    verbs.evict().evict(about("", "pods", "p", "eviction"), eviction);
    assertThat(told())
        .containsExactly(
            "mutate CREATE Eviction pods/eviction \"p\"",
            "validate CREATE Eviction pods/eviction \"p\"");
    assertThat(store.get(type("", "pods").storeKey("default", "p"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"pods, p, binding, pods/binding", "bindings, '', '', bindings"})
  void aBindingIsACreateWhereverItIsPosted(
      String resource, String name, String subresource, String asked) {
    given("", "pods", "{metadata: {name: p}, " + MAIN + "}");
    verbs
        .bind()
        .bind(
            about("", resource, name, subresource),
            payload("{metadata: {name: p}, target: {kind: Node, name: n}}"));
    assertThat(told())
        .containsExactly(
            "mutate CREATE Binding %s \"p\"".formatted(asked),
            "validate CREATE Binding %s \"p\"".formatted(asked));
    var bound = lookup.stored(GroupVersionResource.core("pods"), "default", "p").orElseThrow();
    assertThat(bound.at("/spec/nodeName").asText()).isEqualTo("n");
  }

  @Test
  void aTokenRequestAndAReviewAreCreates() {
    given("", "serviceaccounts", "{metadata: {name: s}}");
    verbs.issueToken().issue(about("", "serviceaccounts", "s", "token"), payload("spec: {}"));
    verbs
        .review()
        .asked(
            about("authorization.k8s.io", "selfsubjectaccessreviews", "", ""),
            payload("spec: {nonResourceAttributes: {path: /, verb: get}}"));
    assertThat(told())
        .containsExactly(
            "mutate CREATE TokenRequest serviceaccounts/token \"s\"",
            "validate CREATE TokenRequest serviceaccounts/token \"s\"",
            "mutate CREATE SelfSubjectAccessReview selfsubjectaccessreviews \"\"",
            "validate CREATE SelfSubjectAccessReview selfsubjectaccessreviews \"\"");
  }

  @Test
  void eachOfACollectionIsDeletedByTheRequestThatNamesNone() {
    given("", "configmaps", "{metadata: {name: a}}");
    given("", "configmaps", "{metadata: {name: b}}");
    caches.start(type("", "configmaps"));
    verbs.deleteMany().deleteAll(about("", "configmaps", "", ""));
    assertThat(seen).hasSize(4).allSatisfy(s -> assertThat(s.request().name()).isEmpty());
    assertThat(seen.stream().map(s -> s.old().at("/metadata/name").asText()))
        .containsExactly("a", "a", "b", "b");
  }

  @Test
  void aNamespaceCountsAsBeingInItself() {
    create("", "namespaces", "{metadata: {name: n}}");
    assertThat(seen).allSatisfy(s -> assertThat(s.request().namespace()).isEqualTo("n"));
  }

  @Test
  void theRequestsOptionsAreAnObject() {
    var request = about("", "configmaps", "m", "");
    var write = new WriteOptions(true, "me", "", "Strict", false, false);
    var stated = Trees.yaml("{gracePeriodSeconds: 3, preconditions: {uid: u}}");
    var delete = new DeleteOptions(DeletionOptions.DEFAULT, "", "", false, stated);
    var asked =
        new VerbRequest(
            request.asked(),
            request.type(),
            request.read(),
            write,
            delete,
            request.deadline(),
            request.notes(),
            _ -> {});
    given("", "configmaps", "{metadata: {name: m}}");
    var collection = asked.named("default", "");
    verbs.create().create(collection, payload("metadata: {name: n}"));
    verbs.update().update(asked, payload("{metadata: {name: m}, data: {a: b}}"));
    var patch = new Payload(Json.parse("{\"data\":{\"a\":\"1\"}}".getBytes()), null);
    verbs.patch().patch(asked, PatchType.MERGE, patch);
    var ofWrite =
        "{apiVersion: meta.k8s.io/v1, kind: %s, dryRun: [All], fieldManager: me,"
            + " fieldValidation: Strict}";
    assertThat(seen.stream().map(s -> s.request().options().get()).distinct())
        .containsExactly(
            Trees.yaml(ofWrite.formatted("CreateOptions")),
            Trees.yaml(ofWrite.formatted("UpdateOptions")));
    assertThat(seen).allSatisfy(s -> assertThat(s.request().dryRun()).isTrue());
    seen.clear();
    verbs.delete().delete(asked);
    assertThat(seen.getFirst().request().options().get())
        .isEqualTo(
            Trees.yaml(
                "{apiVersion: meta.k8s.io/v1, kind: DeleteOptions, gracePeriodSeconds: 3,"
                    + " preconditions: {uid: u}}"));
  }

  @Test
  void pluginsAndPhasesAreTimedUnderKubernetesNames() {
    create("", "configmaps", "{metadata: {name: m}}");
    judgement =
        request -> {
          throw ApiFault.badRequest("no");
        };
    assertThatThrownBy(() -> create("", "configmaps", "{metadata: {name: n}}")).hasMessage("no");
    Map.of("admit/false", 2L, "validate/false", 1L, "validate/true", 1L)
        .forEach(
            (tags, count) -> {
              var parts = tags.split("/");
              for (var name : List.of("controller", "step")) {
                var timer =
                    meters
                        .get("apiserver_admission_" + name + "_admission_duration_seconds")
                        .tags("type", parts[0], "operation", "CREATE", "rejected", parts[1])
                        .timer();
                assertThat(timer.count()).as("%s %s", name, tags).isEqualTo(count);
              }
            });
    assertThat(
            meters
                .get("apiserver_admission_controller_admission_duration_seconds")
                .tag("name", "Test")
                .timers())
        .hasSize(3);
  }
}
