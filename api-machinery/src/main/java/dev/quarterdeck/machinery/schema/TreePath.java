package dev.quarterdeck.machinery.schema;

import java.util.Arrays;

/** The place a walk is at, written {@code spec.containers[0].name} when somebody asks. */
final class TreePath {

  private Object[] steps = new Object[16];
  private int depth;

  void enter(Object nameOrIndex) {
    if (depth == steps.length) {
      steps = Arrays.copyOf(steps, depth * 2);
    }
    steps[depth++] = nameOrIndex;
  }

  void leave() {
    depth--;
  }

  /** Changes the last step. */
  void move(Object nameOrIndex) {
    steps[depth - 1] = nameOrIndex;
  }

  /** The path of a field of the place. */
  String to(String field) {
    var place = toString();
    return place.isEmpty() ? field : place + "." + field;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var i = 0; i < depth; i++) {
      switch (steps[i]) {
        case Integer index -> text.append('[').append(index).append(']');
        case Object name -> text.append(text.isEmpty() ? "" : ".").append(name);
      }
    }
    return text.toString();
  }
}
