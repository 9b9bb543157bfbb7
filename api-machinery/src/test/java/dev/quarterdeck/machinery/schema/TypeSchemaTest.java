package dev.quarterdeck.machinery.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeSchemaTest {

  private static final Schemas SCHEMAS = Schemas.load();
  private static final TypeSchema DEPLOYMENT = type("apps/v1", "Deployment");
  private static final TypeSchema POD = type("v1", "Pod");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'kind':'Pod','spec':{'nodeName':'n'}}             | {'kind':'Pod','spec':{'nodeName':'n'}}",
        "{'metadata':{'creationTimestamp':null}}            | {'metadata':{}}",
        "{'metadata':{'labels':{'a':null}}}                 | {'metadata':{'labels':{'a':''}}}",
        "{'metadata':{'finalizers':[null]}}                 | {'metadata':{'finalizers':['']}}",
        "{'spec':{'containers':[null]}}                     | {'spec':{'containers':[{}]}}",
        "{'metadata':{'creationTimestamp':'2026-01-01T02:00:00.5+02:00'}} | {'metadata':{'creationTimestamp':'2026-01-01T00:00:00Z'}}",
        "{'spec':{'overhead':{'cpu':1,'memory':'0.5Gi'}}}   | {'spec':{'overhead':{'cpu':'1','memory':'512Mi'}}}",
        "{'spec':{'overhead':{'cpu':0.0001,'memory':' 1.5 '}}} | {'spec':{'overhead':{'cpu':'100u','memory':'1500m'}}}",
        "{'spec':{'overhead':{'cpu':1.0,'memory':12345678901234567890}}} | {'spec':{'overhead':{'cpu':'1','memory':'12345678901234567890'}}}",
        "{'metadata':{'labels':{},'finalizers':[]}}         | {'metadata':{}}",
        "{'spec':{'nodeSelector':{},'containers':[],'tolerations':[{}]}} | {'spec':{'containers':[],'tolerations':[{}]}}",
        "{'spec':{'securityContext':{}}}                    | {'spec':{'securityContext':{}}}",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':'web'}}}]}} | {'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':'web'}}}]}}",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':80}}}]}}    | {'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':80}}}]}}",
      })
  void bringsPodsIntoCanonicalForm(String given, String expected) {
    var object = json(given);
    assertThat(POD.decode(object, null, FieldValidation.STRICT)).isEmpty();
    assertThat(object).isEqualTo(json(expected));
  }

  @Test
  void whatIsAppliedKeepsEmptyListsAndMaps() {
    var object = json("{'spec':{'nodeSelector':{},'tolerations':[],'hostname':null}}");
    POD.decodeApplied(object, "n/p; v1", null, FieldValidation.IGNORE);
    assertThat(object).isEqualTo(json("{'spec':{'nodeSelector':{},'tolerations':[]}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'replicas':'3'}}              | json: cannot unmarshal string into field spec.replicas of type int32",
        "{'spec':{'replicas':1.5}}              | json: cannot unmarshal number 1.5 into field spec.replicas of type int32",
        "{'spec':{'replicas':3000000000}}       | json: cannot unmarshal number 3000000000 into field spec.replicas of type int32",
        "{'spec':{'paused':'yes'}}              | json: cannot unmarshal string into field spec.paused of type bool",
        "{'spec':[]}                            | json: cannot unmarshal array into field spec of type DeploymentSpec",
        "{'metadata':{'labels':['a']}}          | json: cannot unmarshal array into field metadata.labels of type map[string]string",
        "{'metadata':{'labels':{'a':true}}}     | json: cannot unmarshal bool into field metadata.labels.a of type string",
        "{'spec':{'template':{'spec':{'containers':[{},{'name':7}]}}}} | into field spec.template.spec.containers[1].name of type string",
        "{'spec':{'template':{'spec':{'containers':{}}}}} | json: cannot unmarshal object into field spec.template.spec.containers of type []Container",
        "{'metadata':{'creationTimestamp':'yesterday'}} | field metadata.creationTimestamp: \"yesterday\" is not a time",
        "{'spec':{'template':{'spec':{'overhead':{'cpu':'lots'}}}}} | field spec.template.spec.overhead.cpu: \"lots\" is not a quantity",
      })
  void refusesWrongTypes(String given, String message) {
    assertThatThrownBy(() -> DEPLOYMENT.decode(json(given), null, FieldValidation.IGNORE))
        .hasMessageStartingWith("Deployment in version \"v1\" cannot be handled as a Deployment: ")
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(ApiFault.class, f -> assertThat(f.code()).isEqualTo(400));
  }

  @Test
  void dropsUnknownFieldsAsAsked() {
    var text = "{'spec':{'foo':1,'template':{'spec':{'containers':[{'name':'a','imagee':'b'}]}}}}";
    var expected = json("{'spec':{'template':{'spec':{'containers':[{'name':'a'}]}}}}");
    for (var mode : List.of(FieldValidation.IGNORE, FieldValidation.WARN)) {
      var object = json(text);
      var warnings = DEPLOYMENT.decode(object, null, mode);
      assertThat(object).isEqualTo(expected);
      assertThat(warnings)
          .isEqualTo(
              mode == FieldValidation.IGNORE
                  ? List.of()
                  : List.of(
                      "unknown field \"spec.foo\"",
                      "unknown field \"spec.template.spec.containers[0].imagee\""));
    }
    assertThatThrownBy(() -> DEPLOYMENT.decode(json(text), null, FieldValidation.STRICT))
        .hasMessageContaining(
            "strict decoding error: unknown field \"spec.foo\","
                + " unknown field \"spec.template.spec.containers[0].imagee\"");
  }

  @Test
  void findsFieldsGivenTwice() {
    var bytes =
        "{\"spec\":{\"containers\":[{},{\"name\":\"a\",\"name\":\"b\"}]},\"kind\":\"Pod\",\"kind\":\"Pod\"}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(POD.decode(Json.parseObject(bytes), bytes, FieldValidation.WARN))
        .containsExactly("duplicate field \"spec.containers[1].name\"", "duplicate field \"kind\"");
    assertThatThrownBy(() -> POD.decode(Json.parseObject(bytes), bytes, FieldValidation.STRICT))
        .hasMessageContaining("strict decoding error: duplicate field");
  }

  @Test
  void findsFieldsGivenTwiceAmongMany() {
    var text = new StringBuilder("{\"data\":{");
    for (var i = 0; i < 100; i++) {
      text.append("\"k%d\":\"\",".formatted(i));
    }
    var bytes = text.append("\"k3\":\"\"}}").toString().getBytes(StandardCharsets.UTF_8);
    assertThat(type("v1", "ConfigMap").decode(Json.parseObject(bytes), bytes, FieldValidation.WARN))
        .containsExactly("duplicate field \"data.k3\"");
  }

  @Test
  void callsAPatchedOutcomeInvalid() {
    assertThatThrownBy(
            () ->
                DEPLOYMENT.decodePatched(
                    json("{'spec':{'foo':1}}"), "web", null, FieldValidation.STRICT))
        .hasMessageContaining("unknown field \"spec.foo\"")
        .isInstanceOfSatisfying(ApiFault.class, f -> assertThat(f.code()).isEqualTo(422));
  }

  @Test
  void readsSecretsAndTheirData() {
    var secret = type("v1", "Secret");
    var object = json("{'data':{'a':'YWJj\\nZGVm'},'stringData':{'b':'x'}}");
    secret.decode(object, null, FieldValidation.STRICT);
    assertThat(object.at("/data/a").asText()).isEqualTo("YWJjZGVm");
    assertThatThrownBy(
            () -> secret.decode(json("{'data':{'a':'%%'}}"), null, FieldValidation.IGNORE))
        .hasMessageContaining("illegal base64 data in field data.a");
  }

  @Test
  void followsTypesThatContainThemselves() {
    var crd = type("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    var object =
        json(
            "{'spec':{'versions':[{'schema':{'openAPIV3Schema':{'properties':"
                + "{'a':{'properties':{'b':{'typ':'x'}}}}}}}]}}");
    assertThat(crd.decode(object, null, FieldValidation.WARN))
        .containsExactly(
            "unknown field \"spec.versions[0].schema.openAPIV3Schema"
                + ".properties.a.properties.b.typ\"");
  }

  @Test
  void knowsHowPartsMerge() {
    var spec = (Shape.Struct) POD.shape().field("spec").shape();
    var containers = spec.field("containers");
    assertThat(containers.merge()).isEqualTo(MergeRule.byKey("name"));
    var ports = ((Shape.Struct) ((Shape.ListOf) containers.shape()).element()).field("ports");
    assertThat(ports.merge().mergeKey()).isEqualTo("containerPort");
    assertThat(ports.merge().keys()).containsExactly("containerPort", "protocol");
    var protocol = ((Shape.Struct) ((Shape.ListOf) ports.shape()).element()).field("protocol");
    assertThat(protocol.defaultValue().asText()).isEqualTo("TCP");
    var selector = ((Shape.Struct) DEPLOYMENT.shape().field("spec").shape()).field("selector");
    assertThat(((Shape.Struct) selector.shape()).atomic()).isTrue();
  }

  private static TypeSchema type(String apiVersion, String kind) {
    return SCHEMAS.type(apiVersion, kind).orElseThrow();
  }

  private static ObjectNode json(String singleQuoted) {
    return Json.parseObject(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
