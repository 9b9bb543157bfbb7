package dev.quarterdeck.machinery.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How much defaults may add: to an object, and to all objects of one request. A schema's default is
 * added wherever it is missing, so that a small object may ask for a very large one. Used by one
 * thread.
 */
public final class DefaultBudget {

  /** Bytes of memory, about. An object that etcd takes has less than two megabytes of JSON. */
  private static final int FOR_AN_OBJECT = 8 << 20;

  private static final int CONTAINER = 48;
  private static final int VALUE = 16;

  private long leftForAll;
  private long leftForThis;
  private final List<Runnable> undo = new ArrayList<>();

  private DefaultBudget(long forAll) {
    this.leftForAll = forAll;
  }

  /** For a single object. */
  public static DefaultBudget ofOne() {
    return new DefaultBudget(FOR_AN_OBJECT);
  }

  /**
   * For the objects of one request.
   *
   * @param memory that the process may use, in bytes
   */
  public static DefaultBudget ofMany(long memory) {
    return new DefaultBudget(Math.max(FOR_AN_OBJECT, memory / 32));
  }

  /** Begins the next object. */
  void begin() {
    leftForThis = Math.min(FOR_AN_OBJECT, leftForAll);
    undo.clear();
  }

  /** What may be added of a default; null when there is no room for it. */
  JsonNode copy(JsonNode value) {
    var weight = weight(value, leftForThis);
    if (weight > leftForThis) {
      return null;
    }
    leftForThis -= weight;
    leftForAll -= weight;
    return value.deepCopy();
  }

  /** Notes how to take back what was added. */
  void added(Runnable undo) {
    this.undo.add(undo);
  }

  /** Takes everything back that was added to the object. */
  void undo() {
    undo.reversed().forEach(Runnable::run);
    undo.clear();
  }

  /** Does not look further than {@code limit}. */
  private static long weight(JsonNode value, long limit) {
    return switch (value) {
      case ObjectNode object -> {
        var weight = (long) CONTAINER;
        for (var entry : object.properties()) {
          weight += VALUE + entry.getKey().length() + weight(entry.getValue(), limit - weight);
          if (weight > limit) {
            break;
          }
        }
        yield weight;
      }
      case ArrayNode array -> {
        var weight = (long) CONTAINER;
        for (var item : array) {
          weight += weight(item, limit - weight);
          if (weight > limit) {
            break;
          }
        }
        yield weight;
      }
      default -> VALUE + (value.isTextual() ? value.textValue().length() : 0);
    };
  }
}
