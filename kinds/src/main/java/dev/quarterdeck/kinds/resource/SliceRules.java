package dev.quarterdeck.kinds.resource;

import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;
import java.util.regex.Pattern;

/** What a ResourceSlice may say of devices (pkg/apis/resource/validation). */
final class SliceRules {

  private static final int MAX_DEVICES = 128;
  private static final int MAX_COUNTED_DEVICES = 64;
  private static final int MAX_COUNTERS = 32;
  private static final int MAX_FACTS = 32;
  private static final int MAX_TEXT = 64;
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

  private static final List<String> PLACES = List.of("nodeName", "nodeSelector", "allNodes");
  private static final List<String> VALUES =
      List.of("bool", "int", "string", "version", "bools", "ints", "strings", "versions");

  private SliceRules() {}

  static void check(Field spec) {
    DeviceNames.driver(spec.get("driver"));
    var pool = spec.get("pool");
    DeviceNames.pool(pool.get("name"));
    if (pool.get("resourceSliceCount").number() <= 0) {
      pool.get("resourceSliceCount").invalid("must be greater than zero");
    }
    if (pool.get("generation").number() < 0) {
      pool.get("generation").invalid("must be greater than or equal to zero");
    }
    place(spec, List.of("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"));
    spec.get("sharedCounters").each(set -> counters(set.get("counters")));
    var perDevice = spec.get("perDeviceNodeSelection").isTrue();
    spec.get("devices").atMost(maxDevices(spec));
    spec.get("devices").each(device -> device(device, perDevice));
  }

  private static int maxDevices(Field spec) {
    return Tree.objects(spec.node(), "devices").stream()
            .anyMatch(d -> !d.path("taints").isEmpty() || !d.path("consumesCounters").isEmpty())
        ? MAX_COUNTED_DEVICES
        : MAX_DEVICES;
  }

  /** Where devices are to be had: said in exactly one way. */
  private static void place(Field owner, List<String> ways) {
    var said = ways.stream().filter(way -> owner.get(way).present()).toList();
    var rule = "exactly one of `%s` is required".formatted(String.join("`, `", ways));
    if (said.isEmpty()) {
      owner.required(rule);
    } else if (said.size() > 1) {
      owner.invalid(
          "{`%s`}".formatted(String.join("`, `", said)), rule + ", but multiple fields are set");
    }
    for (var flag : List.of("allNodes", "perDeviceNodeSelection")) {
      var field = owner.get(flag);
      if (said.contains(flag) && !field.isTrue()) {
        field.invalid("must be either unset or set to true");
      }
    }
    if (said.contains("nodeName")) {
      owner.get("nodeName").invalidFor(Names.dns1123Subdomain(owner.get("nodeName").text()));
    }
    var terms = owner.get("nodeSelector", "nodeSelectorTerms");
    if (said.contains("nodeSelector") && terms.items().size() != 1) {
      terms.invalid("must have exactly one node selector term");
    }
  }

  private static void counters(Field counters) {
    counters.atMost(MAX_COUNTERS);
    for (var name : counters.keys()) {
      Names.dns1123Label(name).forEach(message -> counters.key(name).invalid(name, message));
    }
  }

  private static void device(Field device, boolean perDevice) {
    facts(device);
    device.get("consumesCounters").each(use -> counters(use.get("counters")));
    if (perDevice) {
      place(device, PLACES);
    } else {
      for (var way : PLACES) {
        if (device.get(way).present()) {
          device
              .get(way)
              .invalid("`" + way + "` can only be set when `perDeviceNodeSelection` is true");
        }
      }
    }
  }

  private static void facts(Field device) {
    var attributes = device.get("attributes");
    var capacity = device.get("capacity");
    var count = attributes.node().size() + capacity.node().size();
    if (count > MAX_FACTS) {
      device.invalid(
          count, "the total number of attributes and capacities must not exceed " + MAX_FACTS);
    }
    for (var name : attributes.keys()) {
      DeviceNames.qualified(attributes.key(name), name);
      attribute(attributes.key(name));
    }
    for (var name : capacity.keys()) {
      DeviceNames.qualified(capacity.key(name), name);
    }
  }

  private static void attribute(Field attribute) {
    var said = VALUES.stream().filter(value -> !Tree.absent(attribute.node().get(value))).toList();
    if (said.isEmpty()) {
      attribute.required("exactly one value must be specified");
    } else if (said.size() > 1) {
      attribute.invalid("exactly one value must be specified");
    }
    text(attribute.get("string"));
    attribute.get("strings").items().forEach(SliceRules::text);
    version(attribute.get("version"));
    attribute.get("versions").items().forEach(SliceRules::version);
  }

  private static void text(Field text) {
    if (text.text().length() > MAX_TEXT) {
      text.tooLong(MAX_TEXT);
    }
  }

  private static void version(Field version) {
    text(version);
    if (version.present()
        && version.text().length() <= MAX_TEXT
        && !VERSION.matcher(version.text()).matches()) {
      version.invalid("must be a string compatible with semver.org spec 2.0.0");
    }
  }
}
