package dev.quarterdeck.customkinds.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.customkinds.conversion.Webhooks.CallFailed;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * Has objects converted by a webhook: one ConversionReview (apiextensions.k8s.io/v1) for all of
 * them. What the webhook may change is the objects' content, their labels and annotations; the rest
 * of metadata stays what it was.
 */
public final class ConversionWebhook {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Webhooks webhooks;
  private final Supplier<String> uids;

  /**
   * @param uids makes the uid by which an answer is known as the review's
   */
  public ConversionWebhook(Webhooks webhooks, Supplier<String> uids) {
    this.webhooks = webhooks;
    this.uids = uids;
  }

  List<ObjectNode> convert(JsonNode webhook, List<ObjectNode> objects, String apiVersion) {
    var first = objects.getFirst();
    var about =
        "conversion webhook for %s, Kind=%s failed: "
            .formatted(Tree.text(first, "/apiVersion"), Tree.text(first, "/kind"));
    var uid = uids.get();
    try {
      var target = target(webhook.path("clientConfig"));
      var answer = webhooks.post(target, review(uid, objects, apiVersion), TIMEOUT);
      return accepted(parse(answer), uid, objects, apiVersion);
    } catch (CallFailed failed) {
      throw new ApiFault(Reason.INTERNAL_ERROR, about + failed.getMessage());
    }
  }

  private static Webhooks.Target target(JsonNode client) throws CallFailed {
    byte[] bundle;
    try {
      bundle = Base64.getDecoder().decode(Tree.text(client, "/caBundle"));
    } catch (IllegalArgumentException e) {
      throw new CallFailed("caBundle is not base64");
    }
    var service = client.path("service");
    if (!service.isObject()) {
      return new Webhooks.Target(Tree.text(client, "/url"), null, bundle);
    }
    var path = Tree.text(service, "/path");
    return new Webhooks.Target(
        "",
        new Webhooks.Service(
            Tree.text(service, "/namespace"),
            Tree.text(service, "/name"),
            service.path("port").asInt(443),
            path.isEmpty() ? "/" : path),
        bundle);
  }

  private static byte[] review(String uid, List<ObjectNode> objects, String apiVersion) {
    var review = Json.object();
    review.put("kind", "ConversionReview").put("apiVersion", "apiextensions.k8s.io/v1");
    var request = review.putObject("request");
    request.put("uid", uid).put("desiredAPIVersion", apiVersion);
    var array = request.putArray("objects");
    objects.forEach(array::add);
    return Json.write(review);
  }

  private static JsonNode parse(byte[] answer) throws CallFailed {
    try {
      return Json.parse(answer);
    } catch (ApiFault notJson) {
      throw new CallFailed("its answer is not JSON: " + notJson.getMessage());
    }
  }

  private static List<ObjectNode> accepted(
      JsonNode review, String uid, List<ObjectNode> objects, String apiVersion) throws CallFailed {
    var response = review.path("response");
    if (!response.isObject()) {
      throw new CallFailed("its answer has no response");
    }
    if (!Tree.text(response, "/uid").equals(uid)) {
      throw new CallFailed(
          "expected response.uid %s, got \"%s\"".formatted(uid, Tree.text(response, "/uid")));
    }
    if (!Tree.text(response, "/result/status").equals("Success")) {
      var message = Tree.text(response, "/result/message");
      throw new CallFailed(message.isEmpty() ? "it gave no reason" : message);
    }
    var converted = Tree.objects(response, "convertedObjects");
    if (converted.size() != objects.size()) {
      throw new CallFailed(
          "webhook returned %d objects, expected %d".formatted(converted.size(), objects.size()));
    }
    var all = new ArrayList<ObjectNode>(objects.size());
    for (var i = 0; i < objects.size(); i++) {
      all.add(checked(objects.get(i), converted.get(i), apiVersion));
    }
    return all;
  }

  private static ObjectNode checked(ObjectNode original, ObjectNode converted, String apiVersion)
      throws CallFailed {
    var name = Tree.text(original, "/metadata/name");
    for (var same : List.of("/kind", "/metadata/name", "/metadata/namespace", "/metadata/uid")) {
      if (!Tree.text(converted, same).equals(Tree.text(original, same))) {
        throw new CallFailed(
            "it changed %s of %s".formatted(same.substring(1).replace('/', '.'), name));
      }
    }
    if (!Tree.text(converted, "/apiVersion").equals(apiVersion)) {
      throw new CallFailed(
          "expected %s to become %s, got %s"
              .formatted(name, apiVersion, Tree.text(converted, "/apiVersion")));
    }
    var metadata = (ObjectNode) original.path("metadata").deepCopy();
    for (var free : List.of("labels", "annotations")) {
      metadata.remove(free);
      if (converted.path("metadata").get(free) instanceof ObjectNode given && !given.isEmpty()) {
        metadata.set(free, given);
      }
    }
    converted.set("metadata", metadata);
    return converted;
  }
}
