package dev.quarterdeck.machinery.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes wrong inputs from right ones: the same from the same seed. Bytes are cut, repeated and
 * overwritten; trees keep their shape but for a few places that get values nobody expects there.
 */
public final class Mutator {

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          "\\u0000",
          "\\ud800",
          ":",
          ",",
          "null",
          "true",
          "-",
          "0",
          "1e999999999",
          "-1",
          "9223372036854775808",
          "1.0000000000000000000001",
          "\0",
          "\n",
          "&a ",
          "*a",
          "!!binary ",
          "<<: ",
          "---\n",
          "|",
          ">",
          "'",
          "%",
          "..",
          "/",
          "~1",
          "~0",
          "=",
          "!=",
          "in (",
          ")",
          "notin",
          "(",
          "$patch",
          "$setElementOrder/",
          "$deleteFromPrimitiveList/",
          "metadata",
          "k8s",
          "\uFEFF",
          "\uD83D\uDE00");

  private final SplittableRandom random;

  public Mutator(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** One of them. */
  public <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** One to four changes anywhere in the bytes. */
  public byte[] bytes(byte[] valid) {
    var bytes = valid;
    for (var changes = 1 + random.nextInt(4); changes > 0; changes--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  public String text(String valid) {
    return new String(bytes(valid.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /** The tree with one to three places that hold something else. */
  public ObjectNode tree(ObjectNode valid) {
    var tree = valid.deepCopy();
    for (var changes = 1 + random.nextInt(3); changes > 0; changes--) {
      change(tree);
    }
    return tree;
  }

  private byte[] changed(byte[] bytes) {
    var at = random.nextInt(bytes.length + 1);
    var end = Math.min(bytes.length, at + 1 + random.nextInt(16));
    return switch (random.nextInt(7)) {
      case 0 -> joined(bytes, at, new byte[0], end);
      case 1 -> joined(bytes, at, pick(TOKENS).getBytes(StandardCharsets.UTF_8), at);
      case 2 -> joined(bytes, at, pick(TOKENS).getBytes(StandardCharsets.UTF_8), end);
      case 3 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(at + 1, end));
      case 4 -> joined(bytes, end, java.util.Arrays.copyOfRange(bytes, at, end), end);
      case 5 -> java.util.Arrays.copyOf(bytes, at);
      default -> joined(bytes, at, repeated(), at);
    };
  }

  private byte[] repeated() {
    return pick(TOKENS).repeat(1 + random.nextInt(300)).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] bytes, int head, byte[] middle, int tail) {
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, head);
    out.writeBytes(middle);
    out.write(bytes, tail, bytes.length - tail);
    return out.toByteArray();
  }

  private void change(JsonNode tree) {
    var places = new ArrayList<JsonNode>();
    collect(tree, places);
    switch (pick(places)) {
      case ObjectNode object -> {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        var name = names.isEmpty() || random.nextInt(8) == 0 ? strangeText() : pick(names);
        if (random.nextInt(6) == 0) {
          object.remove(name);
        } else {
          object.set(name, random.nextBoolean() ? alike(object.path(name)) : strange(tree));
        }
      }
      case ArrayNode array -> {
        if (array.isEmpty() || random.nextInt(3) == 0) {
          array.add(strange(tree));
        } else if (random.nextBoolean()) {
          array.set(random.nextInt(array.size()), strange(tree));
        } else {
          array.add(array.get(random.nextInt(array.size())).deepCopy());
        }
      }
      default -> throw new IllegalStateException("only containers are collected");
    }
  }

  /** Something of the same JSON type: what decoding lets through to the rules behind it. */
  private JsonNode alike(JsonNode node) {
    var make = JsonNodeFactory.instance;
    if (node.isTextual()) {
      return make.textNode(random.nextInt(3) == 0 ? text(node.textValue()) : strangeText());
    }
    if (node.isIntegralNumber()) {
      return make.numberNode(
          pick(List.of(-1L, 0L, 1L, 65536L, (long) Integer.MAX_VALUE, Long.MIN_VALUE)));
    }
    if (node.isBoolean()) {
      return make.booleanNode(!node.booleanValue());
    }
    return node.isArray() ? make.arrayNode() : make.objectNode();
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    if (node.isContainerNode()) {
      places.add(node);
      node.forEach(child -> collect(child, places));
    }
  }

  private JsonNode strange(JsonNode root) {
    var make = JsonNodeFactory.instance;
    return switch (random.nextInt(16)) {
      case 0 -> make.nullNode();
      case 1 -> make.objectNode();
      case 2 -> make.arrayNode();
      case 3 -> make.booleanNode(random.nextBoolean());
      case 4 -> make.numberNode(-1);
      case 5 -> make.numberNode(0);
      case 6 -> make.numberNode(Long.MAX_VALUE);
      case 7 -> make.numberNode(BigInteger.ONE.shiftLeft(70));
      case 8 -> make.numberNode(1.5);
      case 9 -> make.arrayNode().addNull().add(1).add("a").addObject();
      case 10 -> make.objectNode().set(strangeText(), make.nullNode());
      case 11 -> nested();
      case 12 -> elsewhere(root);
      default -> make.textNode(strangeText());
    };
  }

  private JsonNode nested() {
    var outer = Json.object();
    var at = outer;
    for (var depth = random.nextInt(60); depth > 0; depth--) {
      at = at.putObject("a");
    }
    return outer;
  }

  private JsonNode elsewhere(JsonNode root) {
    var places = new ArrayList<JsonNode>();
    collect(root, places);
    return pick(places).deepCopy();
  }

  private String strangeText() {
    return switch (random.nextInt(10)) {
      case 0 -> "";
      case 1 -> " ";
      case 2 -> "a".repeat(1 + random.nextInt(5_000));
      case 3 -> "\u0000\uD800é";
      case 4 -> "../../x";
      case 5 -> "10.0.0.1/99";
      case 6 -> "99999999999999999999Ei";
      case 7 -> "-1h";
      case 8 -> "2020-13-45T99:99:99Z";
      default -> pick(TOKENS);
    };
  }
}
