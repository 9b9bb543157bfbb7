package dev.quarterdeck.client.grpc;

/**
 * Which objects of a collection.
 *
 * @param labels selector text such as {@code app=web}; empty for all
 * @param fields selector text such as {@code spec.nodeName=node-1}; empty for all
 */
public record Selection(String labels, String fields) {

  public static final Selection ALL = new Selection("", "");

  public static Selection labels(String selector) {
    return new Selection(selector, "");
  }

  public static Selection fields(String selector) {
    return new Selection("", selector);
  }
}
