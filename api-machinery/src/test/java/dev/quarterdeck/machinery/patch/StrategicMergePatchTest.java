package dev.quarterdeck.machinery.patch;

import static dev.quarterdeck.machinery.patch.MergePatchTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.machinery.schema.MergeRule;
import dev.quarterdeck.machinery.schema.Property;
import dev.quarterdeck.machinery.schema.Shape;
import dev.quarterdeck.machinery.schema.Shape.ListOf;
import dev.quarterdeck.machinery.schema.Shape.MapOf;
import dev.quarterdeck.machinery.schema.Shape.Scalar;
import dev.quarterdeck.machinery.schema.Shape.ScalarType;
import dev.quarterdeck.machinery.schema.Shape.Struct;
import dev.quarterdeck.model.ApiFault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergePatchTest {

  private static final Shape STRING = new Scalar(ScalarType.STRING);
  private static final Shape ITEM =
      Struct.of(
          "Item",
          Property.of("name", STRING),
          Property.of("image", STRING),
          Property.of("tags", new ListOf(STRING), MergeRule.set()));
  private static final Shape ROOT =
      Struct.of(
          "Root",
          Property.of("items", new ListOf(ITEM), MergeRule.byKey("name")),
          Property.of("finalizers", new ListOf(STRING), MergeRule.set()),
          Property.of("args", new ListOf(STRING)),
          Property.of("labels", new MapOf(STRING)),
          Property.of("strategy", Struct.of("Strategy", Property.of("type", STRING))),
          Property.of(
              "whole",
              new MapOf(STRING),
              new MergeRule(MergeRule.Strategy.REPLACE, "", MergeRule.Topology.DEFAULT, List.of())),
          Property.of(
              "keyless",
              new ListOf(ITEM),
              new MergeRule(MergeRule.Strategy.MERGE, "", MergeRule.Topology.DEFAULT, List.of())));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // objects
        "{'a':1}                     | {'b':2,'a':null}                   | {'b':2}",
        "{'labels':{'a':'1'}}        | {'labels':{'b':'2'}}               | {'labels':{'a':'1','b':'2'}}",
        "{'labels':{'a':'1'}}        | {'labels':{'$patch':'replace','b':'2'}} | {'labels':{'b':'2'}}",
        "{'labels':{'a':'1'}}        | {'labels':{'$patch':'delete'}}     | {'labels':{}}",
        "{'whole':{'a':'1'}}         | {'whole':{'b':'2'}}                | {'whole':{'b':'2'}}",
        "{}                          | {'labels':{'a':null,'b':'1'}}      | {'labels':{'b':'1'}}",
        "{'strategy':{'type':'A','x':{}}} | {'strategy':{'$retainKeys':['type'],'type':'B'}} | {'strategy':{'type':'B'}}",
        "{'strategy':{'type':'A','x':{}}} | {'strategy':{'$retainKeys':['type'],'x':null}}   | {'strategy':{'type':'A'}}",
        // lists of objects
        "{'items':[{'name':'a','image':'1'}]} | {'items':[{'name':'a','image':'2'}]} | {'items':[{'name':'a','image':'2'}]}",
        "{'items':[{'name':'a'}]}    | {'items':[{'name':'b'}]}           | {'items':[{'name':'b'},{'name':'a'}]}",
        "{'items':[{'name':'a'},{'name':'b'}]} | {'items':[{'name':'b','image':'2'}]} | {'items':[{'name':'a'},{'name':'b','image':'2'}]}",
        "{'items':[{'name':'a'},{'name':'b'}]} | {'items':[{'$patch':'delete','name':'a'}]} | {'items':[{'name':'b'}]}",
        "{'items':[{'name':'a'}]}    | {'items':[{'$patch':'replace'},{'name':'b'}]} | {'items':[{'name':'b'}]}",
        "{'items':[{'name':'a'}]}    | {'items':[{'$patch':'delete','name':'z'}]} | {'items':[{'name':'a'}]}",
        "{'items':[{'name':'a','image':'1'}]} | {'items':[{'name':'a','image':null}]} | {'items':[{'name':'a'}]}",
        "{}                          | {'items':[{'name':'a','image':null}]} | {'items':[{'name':'a'}]}",
        "{}                          | {'items':[{'name':'a','image':'1'},{'name':'a','image':'2'}]} | {'items':[{'name':'a','image':'1'},{'name':'a','image':'2'}]}",
        "{'items':[{'name':'a','tags':['x']}]} | {'items':[{'name':'a','tags':['y']}]} | {'items':[{'name':'a','tags':['y','x']}]}",
        // order
        "{'items':[{'name':'a'},{'name':'b'},{'name':'s'}]} | {'$setElementOrder/items':[{'name':'b'},{'name':'a'}]} | {'items':[{'name':'b'},{'name':'a'},{'name':'s'}]}",
        "{'items':[{'name':'s'},{'name':'a'}]} | {'$setElementOrder/items':[{'name':'n'},{'name':'a'}],'items':[{'name':'n'}]} | {'items':[{'name':'n'},{'name':'s'},{'name':'a'}]}",
        "{'items':[{'name':'a'},{'name':'s'}]} | {'$setElementOrder/items':[{'name':'a'},{'name':'n'}],'items':[{'name':'n'}]} | {'items':[{'name':'a'},{'name':'n'},{'name':'s'}]}",
        // lists of scalars
        "{'args':['a']}              | {'args':['b']}                     | {'args':['b']}",
        "{'finalizers':['a']}        | {'finalizers':['b','a','b']}       | {'finalizers':['b','a']}",
        "{'finalizers':['a','b']}    | {'$deleteFromPrimitiveList/finalizers':['a']} | {'finalizers':['b']}",
        "{'finalizers':['a','b']}    | {'$deleteFromPrimitiveList/finalizers':['a'],'$setElementOrder/finalizers':['c','b'],'finalizers':['c']} | {'finalizers':['c','b']}",
        "{}                          | {'$deleteFromPrimitiveList/finalizers':['a']} | {}",
        // a change of type
        "{'labels':{'a':'1'}}        | {'labels':'none'}                  | {'labels':'none'}",
        // the whole object
        "{'a':1}                     | {'$patch':'replace','b':2}         | {'b':2}",
      })
  void merges(String live, String patch, String expected) {
    var before = json(live);
    var asked = json(patch);
    assertThat(StrategicMergePatch.apply(before, asked, ROOT)).isEqualTo(json(expected));
    assertThat(before).isEqualTo(json(live));
    assertThat(asked).isEqualTo(json(patch));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'items':[{'image':'x'}]}                                | 400 | merge key \"name\"",
        "{'items':['x']}                                          | 400 | must be objects",
        "{'labels':{'$patch':'frob'}}                             | 400 | \"frob\" is none of",
        "{'labels':{'$patch':'merge'}}                            | 400 | merge is not allowed",
        "{'strategy':{'$retainKeys':['x'],'type':'A'}}            | 400 | must name every field",
        "{'strategy':{'$retainKeys':'x'}}                         | 400 | must be a list",
        "{'$deleteFromPrimitiveList/finalizers':'a'}              | 400 | must be a list",
        "{'$setElementOrder/items':'a','items':[]}                | 400 | must be a list",
        "{'$setElementOrder/items':[{'name':'b'},{'name':'a'}],'items':[{'name':'a'},{'name':'b'}]} | 400 | order",
        "{'keyless':[{'name':'b'}]}                               | 422 | without merge key",
      })
  void refuses(String patch, int code, String message) {
    var live = json("{'items':[{'name':'a'}],'labels':{},'strategy':{},'keyless':[{'name':'b'}]}");
    assertThatThrownBy(() -> StrategicMergePatch.apply(live, json(patch), ROOT))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(ApiFault.class, f -> assertThat(f.code()).isEqualTo(code));
  }

  @Test
  void takesTheFirstItemWhereLiveOnesShareAKey() {
    var live =
        json("{'items':[{'name':'53','image':'TCP'},{'name':'53','image':'UDP'},{'name':'x'}]}");
    assertThat(
            StrategicMergePatch.apply(live, json("{'items':[{'name':'53','image':'SCTP'}]}"), ROOT))
        .isEqualTo(
            json(
                "{'items':[{'name':'53','image':'SCTP'},{'name':'53','image':'UDP'},{'name':'x'}]}"));
  }
}
