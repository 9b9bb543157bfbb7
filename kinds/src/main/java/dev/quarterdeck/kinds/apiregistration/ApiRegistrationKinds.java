package dev.quarterdeck.kinds.apiregistration;

import static dev.quarterdeck.kinds.Column.AGE;
import static dev.quarterdeck.kinds.Column.NAME;
import static dev.quarterdeck.kinds.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.Kind;
import dev.quarterdeck.kinds.ResourceType;
import dev.quarterdeck.kinds.Subresource;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** apiregistration.k8s.io/v1. */
public final class ApiRegistrationKinds {

  private ApiRegistrationKinds() {}

  public static List<ResourceType> all() {
    return List.of(apiService().type());
  }

  /** A version of a group, and who serves it. One without a Service is this server's own. */
  private static Kind apiService() {
    return Kind.cluster("apiregistration.k8s.io/v1", "apiservices", "APIService")
        .categories("api-extensions")
        .subresources(Subresource.STATUS)
        .storedAs("apiregistration.k8s.io/apiservices")
        .withoutGeneration()
        .updatesNeedVersion()
        .anyFinalizers()
        .names(Names::pathSegment)
        .prepareCreate(ApiServiceRules::prepare)
        .rules(ApiServiceRules::check)
        .columns(
            NAME,
            text("Service")
                .about("The reference to the service that hosts this API endpoint.")
                .shows(ApiRegistrationKinds::service),
            text("Available")
                .about("Whether this service is available.")
                .shows(ApiRegistrationKinds::available),
            AGE);
  }

  private static String service(JsonNode object) {
    var service = object.path("spec").path("service");
    return service.isObject()
        ? Tree.text(service, "/namespace") + "/" + Tree.text(service, "/name")
        : "Local";
  }

  private static String available(JsonNode object) {
    for (var condition : Tree.objects(object.path("status"), "conditions")) {
      if (Tree.text(condition, "/type").equals("Available")) {
        var status = Tree.text(condition, "/status");
        return status.equals("True")
            ? status
            : "%s (%s)".formatted(status, Tree.text(condition, "/reason"));
      }
    }
    return Columns.UNKNOWN;
  }
}
