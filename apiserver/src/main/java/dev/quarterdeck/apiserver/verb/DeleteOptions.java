package dev.quarterdeck.apiserver.verb;

/**
 * How a delete removes, from query and body together.
 *
 * @param uid only delete the object that has this uid; empty for any
 * @param resourceVersion only delete the object at this version; empty for any
 */
public record DeleteOptions(
    DeletionOptions deletion, String uid, String resourceVersion, boolean dryRun) {

  public static final DeleteOptions NONE =
      new DeleteOptions(DeletionOptions.DEFAULT, "", "", false);
}
