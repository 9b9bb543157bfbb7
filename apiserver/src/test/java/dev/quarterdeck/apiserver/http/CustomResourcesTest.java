package dev.quarterdeck.apiserver.http;

import static dev.quarterdeck.apiserver.http.CustomKinds.DEFINITIONS;
import static dev.quarterdeck.apiserver.http.CustomKinds.await;
import static dev.quarterdeck.apiserver.http.CustomKinds.condition;
import static dev.quarterdeck.apiserver.http.CustomKinds.definition;
import static dev.quarterdeck.apiserver.http.CustomKinds.json;
import static dev.quarterdeck.apiserver.http.CustomKinds.object;
import static dev.quarterdeck.apiserver.http.CustomKinds.path;
import static dev.quarterdeck.apiserver.http.CustomKinds.serve;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.DevServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Custom kinds over HTTP, from the definition to the last instance. */
@Timeout(60)
class CustomResourcesTest {

  private static DevServer server;
  private static Api api;

  @BeforeAll
  static void start() {
    server = DevServer.start();
    api = new Api(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> causes(Api.Answer answer) {
    var causes = new ArrayList<String>();
    for (JsonNode cause : answer.json().at("/details/causes")) {
      causes.add(cause.path("field").asText() + ": " + cause.path("message").asText());
    }
    return causes;
  }

  /** Changes the definition's first version. */
  private static void change(String plural, java.util.function.Consumer<ObjectNode> change) {
    var path = DEFINITIONS + "/" + plural + ".tests.example.com";
    var definition = api.get(path).json();
    change.accept((ObjectNode) definition.at("/spec/versions/0"));
    var answer = api.put(path, definition);
    assertThat(answer.code()).as(answer.text()).isEqualTo(200);
  }

  private static ObjectNode spec(ObjectNode version) {
    return (ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties");
  }

  @Test
  void aDefinitionIsDefaultedAndEstablished() {
    serve(api, definition("plains", "Plain", ""));
    var definition = api.get(DEFINITIONS + "/plains.tests.example.com").json();
    assertThat(definition.at("/spec/names/singular").asText()).isEqualTo("plain");
    assertThat(definition.at("/spec/names/listKind").asText()).isEqualTo("PlainList");
    assertThat(definition.at("/spec/conversion/strategy").asText()).isEqualTo("None");
    assertThat(definition.at("/status/storedVersions")).hasToString("[\"v1\"]");
    assertThat(definition.at("/status/acceptedNames/kind").asText()).isEqualTo("Plain");
    assertThat(definition.at("/metadata/generation").asLong()).isEqualTo(1);
    assertThat(condition(api, "plains.tests.example.com", "NamesAccepted")).isEqualTo("True");
  }

  @Test
  void aServedKindShowsInBothDiscoveriesAndInOpenApi() {
    var definition = definition("shown", "Shown", "\"size\":{\"type\":\"integer\"}");
    ((ObjectNode) definition.at("/spec/names")).putArray("shortNames").add("sh");
    ((ObjectNode) definition.at("/spec/names")).putArray("categories").add("all");
    serve(api, definition);
    var legacy = api.get("/apis/tests.example.com/v1").text();
    assertThat(legacy).contains("\"shown\"", "\"shown/status\"", "[\"sh\"]", "[\"all\"]");
    var aggregated =
        api.with("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
            .get("/apis")
            .text();
    assertThat(aggregated).contains("\"tests.example.com\"", "\"Shown\"");
    assertThat(api.get("/openapi/v3").text()).contains("apis/tests.example.com/v1");
    var document = api.get("/openapi/v3/apis/tests.example.com/v1").json();
    var schema = document.at("/components/schemas/com.example.tests.v1.Shown");
    assertThat(schema.at("/properties/spec/properties/size/type").asText()).isEqualTo("integer");
    assertThat(schema.at("/properties/metadata/allOf/0/$ref").asText()).endsWith("ObjectMeta");
    assertThat(schema.at("/x-kubernetes-group-version-kind/0/kind").asText()).isEqualTo("Shown");
    var item = "/apis/tests.example.com/v1/namespaces/{namespace}/shown/{name}";
    var patch = document.path("paths").path(item).at("/patch/requestBody/content");
    assertThat(patch.properties().stream().map(java.util.Map.Entry::getKey))
        .as("what kubectl apply may send")
        .contains("application/merge-patch+json")
        .doesNotContain("application/strategic-merge-patch+json");
  }

  @Test
  void aKindWithFieldsThatNobodyKnowsIsAnyObjectToOpenApi() {
    var definition = definition("opens", "Open", "");
    var version = (ObjectNode) definition.at("/spec/versions/0");
    version
        .putObject("schema")
        .putObject("openAPIV3Schema")
        .put("type", "object")
        .put("x-kubernetes-preserve-unknown-fields", true);
    serve(api, definition);
    var kind = "[{\"group\":\"tests.example.com\",\"kind\":\"Open\",\"version\":\"v1\"}]";
    assertThat(api.get("/openapi/v2").json().at("/definitions/com.example.tests.v1.Open"))
        .hasToString("{\"type\":\"object\",\"x-kubernetes-group-version-kind\":" + kind + "}");
    var version3 = api.get("/openapi/v3/apis/tests.example.com/v1").json();
    assertThat(version3.at("/components/schemas/com.example.tests.v1.Open/properties").has("kind"))
        .isTrue();
  }

  @Test
  void unknownFieldsArePrunedWithAWarningOrRefusedWhenStrict() {
    serve(api, definition("pruneds", "Pruned", "\"kept\":{\"type\":\"string\"}"));
    var body = object("Pruned", "a", "\"kept\":\"x\",\"gone\":{\"b\":1}");
    var strict = api.post(path("pruneds") + "?fieldValidation=Strict", body);
    assertThat(strict.code()).isEqualTo(400);
    assertThat(strict.at("/message")).contains("unknown field \"spec.gone\"");
    var created = api.post(path("pruneds"), body);
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.json().at("/spec")).hasToString("{\"kept\":\"x\"}");
    assertThat(created.header("Warning")).contains("unknown field \\\"spec.gone\\\"");
  }

  @Test
  void defaultsAreFilledOnWritesAndOnReadsOfOlderObjects() {
    serve(api, definition("defaulteds", "Defaulted", "\"a\":{\"type\":\"integer\",\"default\":1}"));
    assertThat(api.post(path("defaulteds"), object("Defaulted", "x", "")).at("/spec/a"))
        .isEqualTo("1");
    change(
        "defaulteds",
        version -> spec(version).putObject("b").put("type", "string").put("default", "later"));
    await(() -> api.get(path("defaulteds") + "/x").at("/spec/b").equals("later"));
    assertThat(api.get(path("defaulteds")).at("/items/0/spec/b")).isEqualTo("later");
  }

  @Test
  void statusIsWrittenByItsSubresourceOnlyAndCountsNoGeneration() {
    serve(api, definition("halves", "Half", "\"n\":{\"type\":\"integer\"}"));
    var body = json(object("Half", "h", "\"n\":1"));
    body.putObject("status").put("seen", true);
    assertThat(api.post(path("halves"), body.toString()).json().has("status")).isFalse();
    var status =
        api.patch(
            path("halves") + "/h/status",
            "merge",
            "{\"spec\":{\"n\":7},\"status\":{\"seen\":true}}");
    assertThat(status.at("/spec/n")).isEqualTo("1");
    assertThat(status.at("/status/seen")).isEqualTo("true");
    assertThat(status.at("/metadata/generation")).isEqualTo("1");
    var spec =
        api.patch(
            path("halves") + "/h", "merge", "{\"spec\":{\"n\":7},\"status\":{\"seen\":false}}");
    assertThat(spec.at("/spec/n")).isEqualTo("7");
    assertThat(spec.at("/status/seen")).isEqualTo("true");
    assertThat(spec.at("/metadata/generation")).isEqualTo("2");
  }

  @Test
  void anUpdateToleratesWhatWasInvalidBeforeAndHasNotChanged() {
    serve(
        api,
        definition(
            "ratchets",
            "Ratchet",
            "\"old\":{\"type\":\"string\"},\"other\":{\"type\":\"string\"}"));
    api.post(path("ratchets"), object("Ratchet", "r", "\"old\":\"short\""));
    change("ratchets", version -> ((ObjectNode) spec(version).get("old")).put("minLength", 10));
    await(
        () ->
            api.post(path("ratchets") + "?dryRun=All", object("Ratchet", "n", "\"old\":\"short\""))
                    .code()
                == 422);
    var other = api.patch(path("ratchets") + "/r", "merge", "{\"spec\":{\"other\":\"x\"}}");
    assertThat(other.code()).as(other.text()).isEqualTo(200);
    var changed = api.patch(path("ratchets") + "/r", "merge", "{\"spec\":{\"old\":\"tiny\"}}");
    assertThat(causes(changed))
        .containsExactly(
            "spec.old: Invalid value: \"tiny\": spec.old in body should be at least 10 chars long");
  }

  @Test
  void expressionsAreCheckedOnceTheSchemaHolds() {
    var definition =
        definition(
            "ruleds", "Ruled", "\"min\":{\"type\":\"integer\"},\"max\":{\"type\":\"integer\"}");
    ((ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"))
        .putArray("x-kubernetes-validations")
        .addObject()
        .put("rule", "self.min <= self.max")
        .put("message", "min must not exceed max");
    serve(api, definition);
    assertThat(causes(api.post(path("ruleds"), object("Ruled", "a", "\"min\":3,\"max\":2"))))
        .singleElement()
        .asString()
        .startsWith("spec: Invalid value")
        .endsWith("min must not exceed max");
    assertThat(causes(api.post(path("ruleds"), object("Ruled", "a", "\"min\":\"x\",\"max\":2"))))
        .hasSize(2)
        .last()
        .asString()
        .contains("some validation rules were not checked");
    assertThat(api.post(path("ruleds"), object("Ruled", "a", "\"min\":1,\"max\":2")).code())
        .isEqualTo(201);
  }

  @Test
  void scaleReadsAndWritesTheDeclaredPaths() {
    var definition =
        definition(
            "scaleds",
            "Scaled",
            "\"deep\":{\"type\":\"object\",\"properties\":{\"count\":"
                + "{\"type\":\"integer\"}}}");
    ((ObjectNode) definition.at("/spec/versions/0/subresources"))
        .putObject("scale")
        .put("specReplicasPath", ".spec.deep.count")
        .put("statusReplicasPath", ".status.have")
        .put("labelSelectorPath", ".status.picks");
    serve(api, definition);
    api.post(path("scaleds"), object("Scaled", "s", ""));
    var first = api.patch(path("scaleds") + "/s/scale", "merge", "{\"spec\":{\"replicas\":3}}");
    assertThat(first.at("/spec/replicas")).as(first.text()).isEqualTo("3");
    assertThat(api.get(path("scaleds") + "/s").at("/spec/deep/count")).isEqualTo("3");
    api.post(path("scaleds"), object("Scaled", "bare", ""));
    var put =
        api.put(
            path("scaleds") + "/bare/scale",
            json(
                """
                {"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":4},
                 "metadata":{"name":"bare","namespace":"default"}}
                """));
    assertThat(put.at("/spec/replicas")).as(put.text()).isEqualTo("4");
    api.patch(path("scaleds") + "/s", "merge", "{\"spec\":{\"deep\":{\"count\":2}}}");
    api.patch(
        path("scaleds") + "/s/status", "merge", "{\"status\":{\"have\":1,\"picks\":\"a=b\"}}");
    var scale = api.get(path("scaleds") + "/s/scale");
    assertThat(scale.json().at("/spec")).hasToString("{\"replicas\":2}");
    assertThat(scale.json().at("/status")).hasToString("{\"replicas\":1,\"selector\":\"a=b\"}");
    api.patch(path("scaleds") + "/s/scale", "merge", "{\"spec\":{\"replicas\":5}}");
    assertThat(api.get(path("scaleds") + "/s").at("/spec/deep/count")).isEqualTo("5");
  }

  @Test
  void aScaleWithoutReplicasIsTheClientsFault() {
    var definition = definition("unscaleds", "Unscaled", "\"n\":{\"type\":\"integer\"}");
    ((ObjectNode) definition.at("/spec/versions/0/subresources"))
        .putObject("scale")
        .put("specReplicasPath", ".spec.count")
        .put("statusReplicasPath", ".status.have");
    serve(api, definition);
    api.post(path("unscaleds"), object("Unscaled", "s", ""));
    var scale = path("unscaleds") + "/s/scale";
    var read = api.get(scale);
    assertThat(read.code()).as(read.text()).isEqualTo(400);
    assertThat(read.at("/message")).contains(".spec.count", "does not exist");
    var stored = api.get(path("unscaleds") + "/s").json();
    var apply =
        "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"s\"}}";
    for (var empty :
        List.of(
            api.patch(scale, "merge", "{\"spec\":{}}"),
            api.send("PATCH", scale, "[]", "application/json-patch+json"),
            api.send("PATCH", scale + "?fieldManager=m", apply, "application/apply-patch+yaml"))) {
      assertThat(empty.code()).as(empty.text()).isEqualTo(400);
      assertThat(empty.at("/message")).contains(".spec.count", "cannot be empty");
    }
    assertThat(api.get(path("unscaleds") + "/s").json()).isEqualTo(stored);
  }

  @Test
  void columnsShowWhatTheirPathsFind() {
    var definition = definition("tabled", "Tabled", "\"n\":{\"type\":\"integer\"}");
    var columns =
        ((ObjectNode) definition.at("/spec/versions/0")).putArray("additionalPrinterColumns");
    columns.addObject().put("name", "N").put("type", "integer").put("jsonPath", ".spec.n");
    columns
        .addObject()
        .put("name", "Ready")
        .put("type", "string")
        .put("priority", 1)
        .put("jsonPath", ".status.conditions[?(@.type==\"Ready\")].status");
    serve(api, definition);
    api.post(path("tabled"), object("Tabled", "t", "\"n\":4"));
    var table =
        api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").get(path("tabled"));
    assertThat(table.at("/columnDefinitions/1/name")).isEqualTo("N");
    assertThat(table.at("/columnDefinitions/2/priority")).isEqualTo("1");
    assertThat(table.json().at("/rows/0/cells")).hasToString("[\"t\",4,null]");
  }

  @Test
  void selectableFieldsSelect() {
    var definition = definition("picks", "Pick", "\"color\":{\"type\":\"string\"}");
    ((ObjectNode) definition.at("/spec/versions/0"))
        .putArray("selectableFields")
        .addObject()
        .put("jsonPath", ".spec.color");
    serve(api, definition);
    api.post(path("picks"), object("Pick", "r", "\"color\":\"red\""));
    api.post(path("picks"), object("Pick", "b", "\"color\":\"blue\""));
    var red = api.get(path("picks") + "?fieldSelector=spec.color%3Dred").json();
    assertThat(red.path("items")).hasSize(1);
    assertThat(red.at("/items/0/metadata/name").asText()).isEqualTo("r");
    assertThat(api.get(path("picks") + "?fieldSelector=spec.size%3D1").code()).isEqualTo(400);
  }

  @Test
  void serverSideApplyFollowsListTypes() {
    serve(
        api,
        definition(
            "merged",
            "Merged",
            """
            "ports":{"type":"array","x-kubernetes-list-type":"map",
              "x-kubernetes-list-map-keys":["port"],
              "items":{"type":"object","required":["port"],
                "properties":{"port":{"type":"integer"},"name":{"type":"string"}}}},
            "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
            "whole":{"type":"array","items":{"type":"string"}}
            """));
    apply("one", "\"ports\":[{\"port\":80,\"name\":\"a\"}],\"tags\":[\"x\"],\"whole\":[\"1\"]", "");
    var both = apply("two", "\"ports\":[{\"port\":81}],\"tags\":[\"y\"]", "");
    assertThat(both.json().at("/spec/ports")).hasSize(2);
    assertThat(both.json().at("/spec/tags"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("x", "y");
    var conflict = apply("two", "\"ports\":[{\"port\":80,\"name\":\"b\"}],\"whole\":[\"2\"]", "");
    assertThat(conflict.code()).isEqualTo(409);
    assertThat(causes(conflict).toString())
        .contains(".spec.ports[port=80].name", ".spec.whole", "conflict with \"one\"");
    var forced = apply("two", "\"whole\":[\"2\"]", "&force=true");
    assertThat(forced.json().at("/spec/whole")).hasToString("[\"2\"]");
    assertThat(forced.json().at("/spec/ports")).hasSize(1);
  }

  private static Api.Answer apply(String manager, String spec, String more) {
    return api.send(
        "PATCH",
        path("merged") + "/m?fieldManager=" + manager + more,
        object("Merged", "m", spec),
        "application/apply-patch+yaml");
  }

  @Test
  void strategicMergesAndProtobufAreNotForCustomKinds() {
    serve(api, definition("jsons", "JsonOnly", ""));
    api.post(path("jsons"), object("JsonOnly", "j", ""));
    assertThat(api.patch(path("jsons") + "/j", "strategic-merge", "{}").code()).isEqualTo(415);
    var protobuf = api.with("Accept", "application/vnd.kubernetes.protobuf");
    assertThat(protobuf.get(path("jsons") + "/j").code()).isEqualTo(406);
  }

  @Test
  void aNameThatIsTakenIsNotAcceptedUntilItIsFree() {
    serve(api, definition("firsts", "Contested", ""));
    api.post(DEFINITIONS, definition("seconds", "Contested", "").toString());
    var second = "seconds.tests.example.com";
    await(() -> condition(api, second, "NamesAccepted").equals("False"));
    assertThat(condition(api, second, "Established")).isEqualTo("False");
    assertThat(api.get(path("seconds")).code()).isEqualTo(404);
    api.delete(DEFINITIONS + "/firsts.tests.example.com");
    await(() -> condition(api, second, "Established").equals("True"));
  }

  @Test
  void deletingADefinitionDeletesItsInstancesFirst() {
    serve(api, definition("dooms", "Doom", ""));
    var name = "dooms.tests.example.com";
    api.post(path("dooms"), object("Doom", "quick", ""));
    var held = json(object("Doom", "held", ""));
    ((ObjectNode) held.get("metadata")).putArray("finalizers").add("example.com/wait");
    api.post(path("dooms"), held.toString());
    api.delete(DEFINITIONS + "/" + name);
    await(() -> condition(api, name, "Terminating").equals("True"));
    await(() -> api.get(path("dooms") + "/quick").code() == 404);
    assertThat(api.get(path("dooms") + "/held").at("/metadata/deletionTimestamp")).isNotEmpty();
    assertThat(api.post(path("dooms"), object("Doom", "late", "")).code()).isEqualTo(405);
    var note = "{\"metadata\":{\"annotations\":{\"note\":\"going\"}}}";
    assertThat(api.patch(DEFINITIONS + "/" + name, "merge", note).code())
        .as("a definition can be changed until it is gone")
        .isEqualTo(200);
    api.patch(path("dooms") + "/held", "merge", "{\"metadata\":{\"finalizers\":null}}");
    await(() -> api.get(DEFINITIONS + "/" + name).code() == 404);
    await(() -> api.get(path("dooms")).code() == 404);
    serve(api, definition("dooms", "Doom", ""));
    assertThat(api.get(path("dooms")).json().path("items")).isEmpty();
  }

  @Test
  void aDeprecatedVersionWarnsWhoeverUsesIt() {
    var definition = definition("relics", "Relic", "");
    ((ObjectNode) definition.at("/spec/versions/0")).put("deprecated", true);
    serve(api, definition);
    assertThat(api.get(path("relics")).header("Warning"))
        .contains("tests.example.com/v1 Relic is deprecated");
  }
}
