package dev.quarterdeck.machinery.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.schema.FieldValidation;
import dev.quarterdeck.machinery.schema.Schemas;
import dev.quarterdeck.machinery.schema.TypeSchema;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplyTest {

  private static final Instant T1 = Instant.parse("2026-01-01T00:00:01Z");
  private static final Instant T2 = Instant.parse("2026-01-01T00:00:02Z");
  private static final Schemas SCHEMAS = Schemas.load();
  private static final TypeSchema DEPLOYMENT = SCHEMAS.type("apps/v1", "Deployment").orElseThrow();
  private static final TypeSchema SERVICE = SCHEMAS.type("v1", "Service").orElseThrow();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'replicas':3}} | {'f:spec':{'f:replicas':{}}}",
        "{'metadata':{'name':'a','labels':{'x':'1'}}} | {'f:metadata':{'f:labels':{'f:x':{}}}}",
        "{'metadata':{'finalizers':['z','a']}} | {'f:metadata':{'f:finalizers':{'v:\\'a\\'':{},'v:\\'z\\'':{}}}}",
        "{'spec':{'selector':{'matchLabels':{'x':'1'}}}} | {'f:spec':{'f:selector':{}}}",
        "{'spec':{'template':{'spec':{'securityContext':{}}}}} | {'f:spec':{'f:template':{'f:spec':{'f:securityContext':{}}}}}",
        "{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'i','args':['x']}]}}}} | {'f:spec':{'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:args':{},'f:image':{},'f:name':{}}}}}}}",
        "{'spec':{'template':{'spec':{'containers':[{'name':'c','ports':[{'containerPort':80}]}]}}}} | {'f:spec':{'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:name':{},'f:ports':{'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:containerPort':{}}}}}}}}}",
        "{'spec':{'template':{'spec':{'imagePullSecrets':[{'name':'s'}]}}}} | {'f:spec':{'f:template':{'f:spec':{'f:imagePullSecrets':{'k:{\\'name\\':\\'s\\'}':{}}}}}}",
        "{'status':{'replicas':3}} | ",
      })
  void ownsWhatItSets(String applied, String fields) {
    var result = apply(Json.object(), json(applied), "me", false, T1);
    var entry = result.at("/metadata/managedFields/0");
    if (fields == null) {
      assertThat(entry.isMissingNode()).isTrue();
      return;
    }
    assertThat(entry.get("fieldsV1")).isEqualTo(fields(fields));
    assertThat(entry.path("manager").asText()).isEqualTo("me");
    assertThat(entry.path("operation").asText()).isEqualTo("Apply");
    assertThat(entry.path("time").asText()).isEqualTo("2026-01-01T00:00:01Z");
  }

  @Test
  void changesNothingWhenAppliedAgain() {
    var applied = json("{'spec':{'replicas':3}}");
    var first = apply(Json.object(), applied, "me", false, T1);
    assertThat(apply(first, applied, "me", false, T2)).isEqualTo(first);
  }

  @Test
  void removesWhatItNoLongerAppliesAndNobodyElseOwns() {
    var live =
        apply(
            Json.object(),
            json(
                "{'metadata':{'labels':{'a':'1','b':'2'}},'spec':{'replicas':3,'template':{'spec':"
                    + "{'containers':[{'name':'c','image':'i'},{'name':'d','image':'j'}]}}}}"),
            "me",
            false,
            T1);
    // Defaults belong to nobody; they go with the item they stand in.
    ((ObjectNode) live.at("/spec/template/spec/containers/1")).put("tty", true);
    live = apply(live, json("{'metadata':{'labels':{'b':'2'}}}"), "other", false, T1);
    var result =
        apply(
            live,
            json(
                "{'metadata':{'labels':{'a':'1'}},'spec':{'template':{'spec':"
                    + "{'containers':[{'name':'c','image':'i'}]}}}}"),
            "me",
            false,
            T2);
    assertThat(result.at("/spec/template/spec/containers"))
        .isEqualTo(json("{'x':[{'name':'c','image':'i'}]}").get("x"));
    assertThat(result.path("spec").has("replicas")).isFalse();
    assertThat(result.at("/metadata/labels")).isEqualTo(json("{'a':'1','b':'2'}"));
  }

  @Test
  void keepsAnItemOthersOwnAPartOf() {
    var live =
        apply(Json.object(), containers("{'name':'c','image':'i'},{'name':'d'}"), "me", false, T1);
    live = apply(live, containers("{'name':'d','tty':true}"), "other", false, T1);
    var result = apply(live, containers("{'name':'c','image':'i'}"), "me", false, T2);
    assertThat(result.at("/spec/template/spec/containers"))
        .isEqualTo(json("{'x':[{'name':'c','image':'i'},{'name':'d','tty':true}]}").get("x"));
  }

  @Test
  void namesTheOwnerOfAFieldItWouldChange() {
    var live = apply(Json.object(), json("{'spec':{'replicas':3}}"), "one", false, T1);
    assertThatThrownBy(() -> apply(live, json("{'spec':{'replicas':4}}"), "two", false, T2))
        .hasMessage("Apply failed with 1 conflict: conflict with \"one\": .spec.replicas")
        .isInstanceOfSatisfying(
            ApiFault.class,
            fault -> {
              assertThat(fault.code()).isEqualTo(409);
              assertThat(fault.details().causes())
                  .containsExactly(
                      FieldError.managerConflict(".spec.replicas", "conflict with \"one\""));
            });
    // The same value is shared, not fought over.
    var shared = apply(live, json("{'spec':{'replicas':3}}"), "two", false, T2);
    assertThat(shared.at("/metadata/managedFields")).hasSize(2);
    var forced = apply(live, json("{'spec':{'replicas':4}}"), "two", true, T2);
    assertThat(forced.at("/spec/replicas").asInt()).isEqualTo(4);
    assertThat(forced.at("/metadata/managedFields").findValuesAsText("manager"))
        .containsExactly("two");
  }

  @Test
  void writesItemsOfConflictsAsPeopleDo() {
    var live = apply(Json.object(), containers("{'name':'c','image':'i'}"), "one", false, T1);
    assertThatThrownBy(() -> apply(live, containers("{'name':'c','image':'j'}"), "two", false, T2))
        .hasMessageEndingWith(".spec.template.spec.containers[name=\"c\"].image");
  }

  @Test
  void treatsWhatWasThereBeforeAsOwned() {
    var live = json("{'metadata':{'name':'a','uid':'u'},'spec':{'replicas':3,'paused':true}}");
    assertThatThrownBy(() -> apply(live, json("{'spec':{'replicas':4}}"), "me", false, T1))
        .hasMessageContaining("before-first-apply");
    var result = apply(live, json("{'spec':{'replicas':3}}"), "me", false, T1);
    assertThat(result.at("/metadata/managedFields").findValuesAsText("manager"))
        .containsExactly("me", "before-first-apply");
  }

  @Test
  void letsKubectlTakeOverFromItsClientSideApply() {
    var live = json("{'metadata':{'name':'a','annotations':{}},'spec':{'replicas':3}}");
    ((ObjectNode) live.at("/metadata/annotations"))
        .put("kubectl.kubernetes.io/last-applied-configuration", "{\"spec\":{\"replicas\":3}}");
    var result = apply(live, json("{'spec':{'replicas':4}}"), "kubectl", false, T1);
    assertThat(result.at("/spec/replicas").asInt()).isEqualTo(4);
    assertThatThrownBy(() -> apply(live, json("{'spec':{'replicas':4}}"), "helm", false, T1))
        .hasMessageContaining("conflict");
    ((ObjectNode) live.get("spec")).put("replicas", 9);
    assertThatThrownBy(() -> apply(live, json("{'spec':{'replicas':4}}"), "kubectl", false, T1))
        .hasMessageContaining("conflict");
  }

  @Test
  void followsUpdatesOnceSomethingWasApplied() {
    var live = apply(Json.object(), json("{'spec':{'replicas':3,'paused':true}}"), "me", false, T1);
    var wanted = live.deepCopy();
    ((ObjectNode) wanted.get("spec")).put("replicas", 5).remove("paused");
    tracked(live, wanted, "hpa", T2);
    var entries = wanted.at("/metadata/managedFields");
    assertThat(entries.findValuesAsText("manager")).containsExactly("hpa");
    assertThat(entries.at("/0/operation").asText()).isEqualTo("Update");
    assertThat(entries.at("/0/fieldsV1")).isEqualTo(json("{'f:spec':{'f:replicas':{}}}"));
    assertThatThrownBy(() -> apply(wanted, json("{'spec':{'replicas':3}}"), "me", false, T2))
        .hasMessageContaining("conflict with \"hpa\"");
  }

  @Test
  void leavesObjectsNobodyAppliedUntracked() {
    var live = json("{'spec':{'replicas':3}}");
    var wanted = json("{'spec':{'replicas':4}}");
    tracked(live, wanted, "someone", T1);
    assertThat(wanted.at("/metadata/managedFields").isMissingNode()).isTrue();
  }

  @Test
  void keepsOwnersWhenAnUpdateLeavesThemOut() {
    var live = apply(Json.object(), json("{'spec':{'replicas':3}}"), "me", false, T1);
    var wanted = json("{'spec':{'replicas':3}}");
    tracked(live, wanted, "someone", T2);
    assertThat(wanted.at("/metadata/managedFields")).isEqualTo(live.at("/metadata/managedFields"));
    for (var owners : new String[] {"[{}]", "[]"}) {
      var reset = json("{'metadata':{'managedFields':" + owners + "},'spec':{'replicas':3}}");
      tracked(live, reset, "someone", T2);
      assertThat(reset.at("/metadata/managedFields").isMissingNode()).isTrue();
    }
  }

  @Test
  void tellsApartOnlySoManyUpdaters() {
    var object = apply(Json.object(), json("{'spec':{'replicas':0}}"), "me", false, T1);
    for (var i = 1; i <= 15; i++) {
      var wanted = object.deepCopy();
      ((ObjectNode) wanted.at("/metadata")).putObject("labels").put("l" + i, "x");
      tracked(object, wanted, "m" + i, T1.plusSeconds(i));
      object = wanted;
    }
    for (var i = 1; i <= 15; i++) {
      var wanted = object.deepCopy();
      ((ObjectNode) wanted.at("/metadata/labels")).put("k" + i, "x");
      tracked(object, wanted, "n" + i, T1.plusSeconds(20 + i));
      object = wanted;
    }
    assertThat(object.at("/metadata/managedFields").findValuesAsText("manager"))
        .contains("ancient-changes", "me", "n15")
        .hasSize(11);
  }

  @Test
  void ordersItemsAsAppliedAndLeavesOthersWhereTheyStood() {
    var live =
        new Apply(only("v1", SERVICE), "v1", "", T1)
            .apply(Json.object(), ports("{'port':1},{'port':2},{'port':3}"), "one", false);
    var result =
        new Apply(only("v1", SERVICE), "v1", "", T2)
            .apply(live, ports("{'port':4},{'port':3}"), "two", false);
    assertThat(result.at("/spec/ports").findValuesAsText("port"))
        .containsExactly("4", "1", "2", "3");
  }

  @Test
  void standsOwnersThatMakeNoSense() {
    var live =
        json(
            "{'metadata':{'managedFields':[{'manager':'me','operation':'Apply','apiVersion':'apps/v1',"
                + "'time':'','fieldsV1':{'x':{},'k:nonsense':{},'i:0':{'':{}},'f:spec':{'v:1':{},"
                + "'f:template':{'f:spec':{'f:containers':{'f:x':{},'k:':{}}}}}}},"
                + "{'manager':7},{'operation':'Apply'},{'operation':'Update','fieldsV1':[]}]},"
                + "'spec':{'template':{'spec':{'containers':[{'name':'c'}]}}}}");
    var result = apply(live, containers("{'name':'c','image':'i'}"), "me", false, T1);
    assertThat(result.at("/metadata/managedFields").findValuesAsText("manager"))
        .containsExactly("me");
    assertThat(result.at("/spec/template/spec/containers/0/image").asText()).isEqualTo("i");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'image':'i'} | .spec.template.spec.containers: element 0: associative list with keys has an element that omits all key fields ['name'] (and doesn't have default values for any key fields)",
        "{'name':'c'},{'name':'c'} | .spec.template.spec.containers: duplicate entries for key [name='c']",
        "{'name':'c','ports':[{'hostPort':1}]} | ", // protocol has a default, so there is a key
        "{'name':'c','volumeMounts':[{'mountPath':'/a'},{'mountPath':'/a'}]} | .spec.template.spec.containers[name='c'].volumeMounts: duplicate entries for key [mountPath='/a']",
        "{'name':'c','args':['a','a']} | ",
      })
  void findsItemsThatCannotBeToldApart(String items, String error) {
    var errors = AppliedItems.check(containers(items), DEPLOYMENT.shape());
    assertThat(String.join(";", errors)).isEqualTo(error == null ? "" : quotes(error));
  }

  @Test
  void refusesForeignOwners() {
    assertThatThrownBy(
            () ->
                apply(
                    Json.object(),
                    json("{'metadata':{'managedFields':[{'manager':'x'}]}}"),
                    "me",
                    false,
                    T1))
        .hasMessageContaining("metadata.managedFields must be nil");
  }

  @Test
  void knowsAnItemWithoutItsKeyByTheEmptyOne() {
    var live = apply(Json.object(), json("{'spec':{'replicas':3}}"), "me", false, T1);
    var wanted = live.deepCopy();
    wanted.set("status", json("{'conditions':[{'message':'x'}]}"));
    new Apply(only("apps/v1", DEPLOYMENT), "apps/v1", "status", T2).track(live, wanted, "someone");
    assertThat(wanted.at("/metadata/managedFields/1/fieldsV1"))
        .isEqualTo(
            fields(
                "{'f:status':{'f:conditions':{'.':{},'k:{\\'type\\':\\'\\'}':"
                    + "{'.':{},'f:message':{}}}}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{}]"})
  void aNewObjectsOwnersBeginAnewWhenItIsToForgetThem(String owners) {
    var wanted = json("{'metadata':{'managedFields':" + owners + "},'spec':{'replicas':3}}");
    tracked(Json.object(), wanted, "me", T1);
    assertThat(wanted.at("/metadata/managedFields").findValuesAsText("manager"))
        .containsExactly("me");
  }

  private static ObjectNode apply(
      ObjectNode live, ObjectNode applied, String manager, boolean force, Instant now) {
    var before = live.deepCopy();
    DEPLOYMENT.decode(applied.deepCopy(), null, FieldValidation.IGNORE);
    var result =
        new Apply(only("apps/v1", DEPLOYMENT), "apps/v1", "", now)
            .apply(live, applied, manager, force);
    assertThat(live).isEqualTo(before);
    return result;
  }

  private static void tracked(ObjectNode live, ObjectNode wanted, String manager, Instant now) {
    new Apply(only("apps/v1", DEPLOYMENT), "apps/v1", "", now).track(live, wanted, manager);
  }

  private static ObjectNode containers(String items) {
    return json("{'spec':{'template':{'spec':{'containers':[" + items + "]}}}}");
  }

  private static ObjectNode ports(String items) {
    return json("{'spec':{'ports':[" + items + "]}}");
  }

  private static ObjectNode json(String singleQuoted) {
    return Json.parseObject(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /** With double quotes for single ones, but the apostrophe in "doesn't". */
  private static String quotes(String singleQuoted) {
    return singleQuoted.replaceAll("(?<!n)'|'(?!t )", "\"");
  }

  /** As {@link #json}, with the quotes of quoted keys escaped. */
  private static ObjectNode fields(String singleQuoted) {
    return json(singleQuoted.replace("\\'", "\\\""));
  }

  private static Versions only(String version, TypeSchema type) {
    return asked ->
        asked.equals(version)
            ? Optional.of(new Versions.View(type.shape(), object -> object))
            : Optional.empty();
  }
}
