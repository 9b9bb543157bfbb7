package dev.quarterdeck.apiserver.store;

import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.FieldError;
import dev.quarterdeck.model.GroupVersionResource;
import dev.quarterdeck.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A stored value that is no object. Requests that need it fail and name it, as Kubernetes' do with
 * AllowUnsafeMalformedObjectDeletion (KEP-3926); all others are served.
 *
 * @param key its store key
 * @param revision when it was written
 * @param why it cannot be read
 */
public record CorruptObject(String key, long revision, String why) {

  /** More of them are not named in one answer. */
  private static final int MOST_NAMED = 100;

  /** kube-apiserver's number for them. */
  private static final int CODE = 7;

  /** What a request for this object is refused with. */
  public ApiFault fault() {
    return new ApiFault(Reason.INTERNAL_ERROR, "Internal error occurred: " + described());
  }

  private String described() {
    return ("StorageError: corrupt object, Code: %d, Key: %s, ResourceVersion: 0,"
            + " AdditionalErrorMsg: object not decodable revision=%d: %s")
        .formatted(CODE, key, revision, why);
  }

  /** What a list is refused with that would have to show these objects, of which there are some. */
  public static ApiFault listFault(
      GroupVersionResource resource, Collection<CorruptObject> objects) {
    var causes = new ArrayList<FieldError>();
    for (var object : objects) {
      if (causes.size() == MOST_NAMED) {
        causes.add(
            cause(FieldError.Type.MORE_CAUSES, "", "too many errors, the list is truncated"));
        break;
      }
      var type = FieldError.Type.UNEXPECTED_SERVER_RESPONSE;
      causes.add(cause(type, object.key, object.described()));
    }
    return new ApiFault(
        Reason.STORE_READ_ERROR,
        "failed to read one or more %s from the storage".formatted(resource.groupResource()),
        new ApiFault.Details(
            resource.group(), resource.resource(), "list", List.copyOf(causes), Duration.ZERO));
  }

  private static FieldError cause(FieldError.Type type, String key, String message) {
    return new FieldError(type, key, null, message);
  }
}
