package dev.quarterdeck.machinery.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quarterdeck.model.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds fields an object gives twice, which a parsed tree no longer shows. */
final class Duplicates {

  private final JsonParser parser;
  private final TreePath path = new TreePath();
  private final List<Duplicate> found = new ArrayList<>();

  /**
   * A field given twice.
   *
   * @param path such as {@code spec.replicas}
   * @param line of the document where it is given again, from 1
   */
  record Duplicate(String path, String name, int line) {
    String asField() {
      return "duplicate field \"%s\"".formatted(path);
    }

    String asKey() {
      return "line %d: key \"%s\" already set in map".formatted(line, name);
    }
  }

  private Duplicates(JsonParser parser) {
    this.parser = parser;
  }

  /** Each field given twice; empty for bytes that are not JSON, which is another's to report. */
  static List<Duplicate> in(byte[] json) {
    try (var parser = Json.mapper().createParser(json)) {
      var search = new Duplicates(parser);
      search.value(parser.nextToken());
      return search.found;
    } catch (IOException notJson) {
      return List.of();
    }
  }

  private void value(JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      object();
    } else if (token == JsonToken.START_ARRAY) {
      array();
    }
  }

  private void object() throws IOException {
    var seen = new Names();
    path.enter("");
    for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (!seen.add(name)) {
        path.move(name);
        found.add(new Duplicate(path.toString(), name, parser.currentTokenLocation().getLineNr()));
      }
      path.move(name);
      value(parser.nextToken());
    }
    path.leave();
  }

  private void array() throws IOException {
    path.enter(0);
    var index = 0;
    for (var token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      path.move(index++);
      value(token);
    }
    path.leave();
  }

  /** A set that costs little while it is small, as nearly all are. */
  private static final class Names {
    private static final int SMALL = 24;

    private String[] few = new String[8];
    private int size;
    private Set<String> many;

    boolean add(String name) {
      if (many != null) {
        return many.add(name);
      }
      for (var i = 0; i < size; i++) {
        if (few[i].equals(name)) {
          return false;
        }
      }
      if (size == SMALL) {
        many = new HashSet<>(Arrays.asList(few).subList(0, size));
        return many.add(name);
      }
      if (size == few.length) {
        few = Arrays.copyOf(few, size * 2);
      }
      few[size++] = name;
      return true;
    }
  }
}
