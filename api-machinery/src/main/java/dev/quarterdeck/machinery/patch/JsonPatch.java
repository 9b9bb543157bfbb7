package dev.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;

/**
 * JSON patch, RFC 6902: {@code application/json-patch+json}. Written here rather than taken from a
 * library because hostile patches must stay cheap: the tree is changed in place, and what {@code
 * copy} adds is counted, so a patch cannot double an object ten thousand times.
 */
public final class JsonPatch {

  /** Kubernetes' limits. */
  static final int MAX_OPERATIONS = 10_000;

  /** Most nodes all copy operations together may add. */
  static final int MAX_COPIED_NODES = 300_000;

  /** As deep as the codec reads; operations must not build deeper. */
  static final int MAX_DEPTH = 500;

  private ObjectNode root;
  private int copied;

  private JsonPatch(ObjectNode root) {
    this.root = root;
  }

  /**
   * Returns {@code live} after all operations; both stay as they are.
   *
   * @throws ApiFault 400 for a malformed patch, 413 for too many operations, 422 when an operation
   *     cannot be carried out (no such path, a test that fails)
   */
  public static ObjectNode apply(ObjectNode live, JsonNode patch) {
    if (!(patch instanceof ArrayNode operations)) {
      throw ApiFault.badRequest("a JSON patch must be a list of operations");
    }
    if (operations.size() > MAX_OPERATIONS) {
      throw new ApiFault(
          Reason.REQUEST_ENTITY_TOO_LARGE,
          "The allowed maximum operations in a JSON patch is %d, got %d"
              .formatted(MAX_OPERATIONS, operations.size()));
    }
    var run = new JsonPatch(live.deepCopy());
    for (var i = 0; i < operations.size(); i++) {
      run.step(PatchOperation.read(operations.get(i), i));
    }
    return run.root;
  }

  private void step(PatchOperation operation) {
    switch (operation) {
      case PatchOperation.Add(var at, var value) -> add(at, value.deepCopy());
      case PatchOperation.Replace(var at, var value) -> replace(at, value.deepCopy());
      case PatchOperation.Remove(var at) -> remove(at);
      case PatchOperation.Move(var from, var to) -> move(from, to);
      case PatchOperation.Copy(var from, var to) -> add(to, copy(from));
      case PatchOperation.Test(var at, var expected) -> test(at, expected);
    }
  }

  private JsonNode copy(Pointer from) {
    var value = get(from);
    copied += size(value, MAX_COPIED_NODES - copied);
    if (copied > MAX_COPIED_NODES) {
      throw new ApiFault(
          Reason.REQUEST_ENTITY_TOO_LARGE, "the JSON patch's copy operations add too much");
    }
    return value.deepCopy();
  }

  private static void requireDepth(Pointer at, JsonNode value) {
    if (deeperThan(value, MAX_DEPTH - at.tokens().size())) {
      throw refused("\"%s\" would nest deeper than %d levels".formatted(at, MAX_DEPTH));
    }
  }

  private static boolean deeperThan(JsonNode node, int levels) {
    if (levels <= 0) {
      return true;
    }
    for (var child : node) {
      if (deeperThan(child, levels - 1)) {
        return true;
      }
    }
    return false;
  }

  private static int size(JsonNode node, int most) {
    var size = 1;
    for (var child : node) {
      if (size > most) {
        break;
      }
      size += size(child, most - size);
    }
    return size;
  }

  private void move(Pointer from, Pointer to) {
    if (to.isBelow(from)) {
      throw refused("cannot move \"%s\" into itself, to \"%s\"".formatted(from, to));
    }
    var value = get(from);
    remove(from);
    add(to, value);
  }

  private void test(Pointer at, JsonNode expected) {
    if (!JsonEquality.same(find(at), expected)) {
      throw refused("testing value \"%s\" failed".formatted(at));
    }
  }

  private void add(Pointer at, JsonNode value) {
    requireDepth(at, value);
    if (at.isRoot()) {
      setRoot(value);
      return;
    }
    switch (parent(at)) {
      case ObjectNode object -> object.set(at.last(), value);
      case ArrayNode array -> array.insert(index(at, array.size()), value);
      default -> throw missing(at);
    }
  }

  private void replace(Pointer at, JsonNode value) {
    requireDepth(at, value);
    get(at);
    if (at.isRoot()) {
      setRoot(value);
      return;
    }
    switch (parent(at)) {
      case ObjectNode object -> object.set(at.last(), value);
      case ArrayNode array -> array.set(index(at, array.size() - 1), value);
      default -> throw missing(at);
    }
  }

  private void remove(Pointer at) {
    get(at);
    if (at.isRoot()) {
      throw refused("the whole object cannot be removed");
    }
    switch (parent(at)) {
      case ObjectNode object -> object.remove(at.last());
      case ArrayNode array -> array.remove(index(at, array.size() - 1));
      default -> throw missing(at);
    }
  }

  private void setRoot(JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      throw refused("the result must be an object");
    }
    root = object;
  }

  private JsonNode parent(Pointer at) {
    return get(at.parent());
  }

  private JsonNode get(Pointer at) {
    var found = find(at);
    if (found == null) {
      throw missing(at);
    }
    return found;
  }

  /** The value there, or null. */
  private JsonNode find(Pointer at) {
    JsonNode node = root;
    for (var token : at.tokens()) {
      node =
          switch (node) {
            case ObjectNode object -> object.get(token);
            case ArrayNode array -> array.get(Pointer.index(token, array.size() - 1));
            default -> null;
          };
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private static int index(Pointer at, int last) {
    var token = at.last();
    var index = token.equals("-") ? last : Pointer.index(token, last);
    if (index < 0) {
      throw refused("\"%s\" is not an index of the list it points into".formatted(at));
    }
    return index;
  }

  private static ApiFault missing(Pointer at) {
    return refused("\"%s\" does not exist".formatted(at));
  }

  private static ApiFault refused(String why) {
    return new ApiFault(
        Reason.INVALID, "the server rejected our request due to an error in our request: " + why);
  }
}
