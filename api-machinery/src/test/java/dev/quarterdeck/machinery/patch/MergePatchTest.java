package dev.quarterdeck.machinery.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of RFC 7386, appendix A, that have objects at the root. */
class MergePatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'}         | {'a':'c'}              | {'a':'c'}",
        "{'a':'b'}         | {'b':'c'}              | {'a':'b','b':'c'}",
        "{'a':'b'}         | {'a':null}             | {}",
        "{'a':'b','b':'c'} | {'a':null}             | {'b':'c'}",
        "{'a':['b']}       | {'a':'c'}              | {'a':'c'}",
        "{'a':'c'}         | {'a':['b']}            | {'a':['b']}",
        "{'a':{'b':'c'}}   | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]} | {'a':[1]}              | {'a':[1]}",
        "{'e':null}        | {'a':1}                | {'e':null,'a':1}",
        "{}                | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
      })
  void followsTheRfc(String live, String patch, String expected) {
    assertThat(MergePatch.apply(json(live), json(patch))).isEqualTo(json(expected));
  }

  @Test
  void leavesItsArgumentsAlone() {
    var live = json("{'a':{'b':1}}");
    var patch = json("{'a':{'c':{'d':2}}}");
    MergePatch.apply(live, patch).withObject("/a/c").put("d", 3);
    assertThat(live).isEqualTo(json("{'a':{'b':1}}"));
    assertThat(patch).isEqualTo(json("{'a':{'c':{'d':2}}}"));
  }

  @Test
  void refusesAnythingButAnObject() {
    assertThatThrownBy(() -> MergePatch.apply(json("{}"), Json.array()))
        .isInstanceOfSatisfying(ApiFault.class, f -> assertThat(f.code()).isEqualTo(400));
  }

  static ObjectNode json(String singleQuoted) {
    return Json.parseObject(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
