package dev.quarterdeck.customkinds.definition;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;

/** The rules on spec.conversion: who turns one version of an object into another. */
final class ConversionRules {

  private static final List<String> STRATEGIES = List.of("None", "Webhook");
  private static final String HTTPS = "; desired format: https://host[/path]";
  private static final int HIGHEST_PORT = 65_535;

  private ConversionRules() {}

  static void check(Field conversion) {
    if (conversion.absent()) {
      return;
    }
    var strategy = conversion.get("strategy");
    strategy.oneOf(STRATEGIES);
    var webhook = conversion.get("webhook");
    if (!strategy.text().equals("Webhook")) {
      if (webhook.present()) {
        webhook.forbidden("should not be set when strategy is not set to Webhook");
      }
      return;
    }
    var client = webhook.get("clientConfig");
    if (client.absent()) {
      client.required("required when strategy is set to Webhook");
    } else {
      client(client);
    }
    reviewVersions(webhook.get("conversionReviewVersions"));
  }

  private static void reviewVersions(Field versions) {
    if (versions.node().isEmpty()) {
      versions.required("");
      return;
    }
    var seen = new HashSet<String>();
    for (var version : versions.items()) {
      if (!seen.add(version.text())) {
        version.invalid("duplicate version");
      }
      version.invalidFor(Names.dns1035Label(version.text()));
    }
    if (!seen.contains("v1")) {
      versions.invalid(Tree.texts(versions.node()), "must include at least one of v1");
    }
  }

  private static void client(Field client) {
    var url = client.get("url");
    var service = client.get("service");
    if (url.node().isMissingNode() == service.absent()) {
      client.required("exactly one of url or service is required");
    }
    if (!url.node().isMissingNode()) {
      url(url);
    }
    if (service.present()) {
      service(service);
    }
  }

  private static void url(Field url) {
    try {
      var parsed = new URI(url.text());
      if (!"https".equals(parsed.getScheme())) {
        url.invalid("'https' is the only allowed URL scheme" + HTTPS);
      }
      if (parsed.getHost() == null) {
        url.invalid("host must be specified" + HTTPS);
      }
      if (parsed.getUserInfo() != null) {
        url.invalid("user information is not permitted in the URL" + HTTPS);
      }
      if (parsed.getFragment() != null) {
        url.invalid("fragments are not permitted in the URL" + HTTPS);
      }
      if (parsed.getQuery() != null) {
        url.invalid("query parameters are not permitted in the URL" + HTTPS);
      }
    } catch (URISyntaxException e) {
      url.required("url must be a valid URL: " + e.getReason() + HTTPS);
    }
  }

  private static void service(Field service) {
    if (service.get("name").absent()) {
      service.get("name").required("service name is required");
    }
    if (service.get("namespace").absent()) {
      service.get("namespace").required("service namespace is required");
    }
    var port = service.get("port");
    if (port.node().isNumber() && (port.number() < 1 || port.number() > HIGHEST_PORT)) {
      port.invalid("port is not valid: must be between 1 and 65535, inclusive");
    }
    var path = service.get("path");
    if (path.present() && !path.text().startsWith("/")) {
      path.invalid("must start with a '/'");
    }
  }
}
