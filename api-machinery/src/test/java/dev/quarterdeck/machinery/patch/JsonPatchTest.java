package dev.quarterdeck.machinery.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1}         | [{'op':'add','path':'/b','value':2}]            | {'a':1,'b':2}",
        "{'a':[1,3]}     | [{'op':'add','path':'/a/1','value':2}]          | {'a':[1,2,3]}",
        "{'a':[1]}       | [{'op':'add','path':'/a/-','value':[2]}]        | {'a':[1,[2]]}",
        "{'a':1,'b':2}   | [{'op':'remove','path':'/a'}]                   | {'b':2}",
        "{'a':[1,2]}     | [{'op':'remove','path':'/a/0'}]                 | {'a':[2]}",
        "{'a':null}      | [{'op':'remove','path':'/a'}]                   | {}",
        "{'a':1}         | [{'op':'replace','path':'/a','value':{'b':1}}]  | {'a':{'b':1}}",
        "{'a':{'b':1}}   | [{'op':'move','from':'/a/b','path':'/c'}]       | {'a':{},'c':1}",
        "{'a':[1,2,3]}   | [{'op':'move','from':'/a/0','path':'/a/2'}]     | {'a':[2,3,1]}",
        "{'a':{'b':1}}   | [{'op':'copy','from':'/a','path':'/a/c'}]       | {'a':{'b':1,'c':{'b':1}}}",
        "{'a/b':1,'m~':2}| [{'op':'remove','path':'/a~1b'},{'op':'remove','path':'/m~0'}] | {}",
        "{'a':1}         | [{'op':'test','path':'/a','value':1.0}]         | {'a':1}",
        "{'a':1}         | [{'op':'test','path':'/b','value':null}]        | {'a':1}",
        "{'':1}          | [{'op':'replace','path':'/','value':2}]         | {'':2}",
        "{'a':1}         | [{'op':'replace','path':'','value':{'z':1}}]    | {'z':1}",
      })
  void carriesOut(String live, String patch, String expected) {
    assertThat(JsonPatch.apply(MergePatchTest.json(live), json(patch))).isEqualTo(json(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'op':'add','path':'/b/c','value':2}              | 422 | \"/b\" does not exist",
        "{'op':'add','path':'/a/5','value':2}              | 422 | \"/a/5\" is not an index",
        "{'op':'add','path':'/a/01','value':2}             | 422 | \"/a/01\" is not an index",
        "{'op':'remove','path':'/b'}                       | 422 | \"/b\" does not exist",
        "{'op':'remove','path':''}                         | 422 | cannot be removed",
        "{'op':'replace','path':'/a/-','value':1}          | 422 | \"/a/-\" does not exist",
        "{'op':'test','path':'/a/0','value':2}             | 422 | testing value \"/a/0\" failed",
        "{'op':'move','from':'/a','path':'/a/0'}           | 422 | cannot move",
        "{'op':'replace','path':'','value':[]}             | 422 | must be an object",
        "{'op':'add','path':'b','value':2}                 | 400 | not a JSON pointer",
        "{'op':'add','path':'/b'}                          | 400 | must have a \"value\"",
        "{'op':'frob','path':'/b'}                         | 400 | \"frob\" is not an operation",
        "{'path':'/b'}                                     | 400 | the string \"op\"",
        "{'op':'copy','path':'/b'}                         | 400 | the string \"from\"",
        "7                                                 | 400 | the string \"path\"",
      })
  void refuses(String operation, int code, String message) {
    var live = MergePatchTest.json("{'a':[1]}");
    assertThatThrownBy(() -> JsonPatch.apply(live, json("[" + operation + "]")))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(ApiFault.class, f -> assertThat(f.code()).isEqualTo(code));
    assertThat(live).isEqualTo(json("{'a':[1]}"));
  }

  @Test
  void refusesMoreOperationsThanKubernetesAllows() {
    var patch = Json.array();
    for (var i = 0; i <= JsonPatch.MAX_OPERATIONS; i++) {
      patch.addObject().put("op", "remove").put("path", "/a");
    }
    assertThatThrownBy(() -> JsonPatch.apply(Json.object(), patch))
        .isInstanceOfSatisfying(ApiFault.class, f -> assertThat(f.code()).isEqualTo(413));
  }

  @Test
  void stopsCopiesThatDouble() {
    var patch = Json.array();
    for (var i = 0; i < 64; i++) {
      patch.addObject().put("op", "copy").put("from", "/a").put("path", "/a/-");
    }
    var live = MergePatchTest.json("{'a':[1,2,3]}");
    assertThatThrownBy(() -> JsonPatch.apply(live, patch)).hasMessageContaining("copy");
  }

  @Test
  void doesNotBuildDeeperThanTheCodecReads() {
    var patch = Json.array();
    var path = new StringBuilder("/a");
    for (var i = 0; i < 600; i++) {
      patch.addObject().put("op", "add").put("path", path.toString()).putObject("value");
      path.append("/a");
    }
    assertThatThrownBy(() -> JsonPatch.apply(Json.object(), patch)).hasMessageContaining("deeper");
  }

  private static JsonNode json(String singleQuoted) {
    return Json.parse(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
