package dev.quarterdeck.customkinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.customkinds.conversion.VersionConverter;
import dev.quarterdeck.kinds.Conversion;
import dev.quarterdeck.machinery.structural.DefaultBudget;
import dev.quarterdeck.machinery.structural.Defaulting;
import dev.quarterdeck.machinery.structural.Pruning;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Reason;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a custom kind's objects into the version asked for and into the form its schema has now:
 * what it no longer knows is pruned, what it has come to know is defaulted. It outlives changes of
 * the definition, so that watches do. An object that defaults would make too large is shown without
 * them, so that it can be read and deleted.
 */
final class InstanceConversion implements Conversion {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceConversion.class);

  private final VersionConverter converter;
  private volatile Definition definition;
  private volatile Definition told;

  /**
   * @param converter turns objects of one version into another when they differ in more than name
   */
  InstanceConversion(VersionConverter converter, Definition definition) {
    this.converter = converter;
    this.definition = definition;
  }

  /** Goes by this definition from now on. */
  void follow(Definition definition) {
    this.definition = definition;
  }

  @Override
  public List<ObjectNode> convert(List<ObjectNode> objects, String apiVersion) {
    var current = definition;
    var version =
        current
            .version(apiVersion.substring(apiVersion.indexOf('/') + 1))
            .orElseThrow(() -> notServed(current, apiVersion));
    var budget = DefaultBudget.ofMany(Runtime.getRuntime().maxMemory());
    var others = new ArrayList<ObjectNode>();
    for (var object : objects) {
      if (!version(object).equals(apiVersion)) {
        refine(object, current, budget);
        others.add(object);
      }
    }
    var converted = converter.convert(current.conversion(), others, apiVersion).iterator();
    var all = new ArrayList<ObjectNode>(objects.size());
    for (var object : objects) {
      var shown = version(object).equals(apiVersion) ? object : converted.next();
      refine(shown, version, budget);
      all.add(shown);
    }
    return all;
  }

  /** Objects of the version asked for are brought up to date as well. */
  @Override
  public ObjectNode convert(ObjectNode object, String apiVersion) {
    return version(object).equals(apiVersion) && !refines()
        ? object
        : convert(List.of(object), apiVersion).getFirst();
  }

  private static String version(ObjectNode object) {
    return object.path("apiVersion").asText("");
  }

  /** A definition that never changed has shaped all objects there are. */
  @Override
  public boolean refines() {
    return definition.generation() > 1;
  }

  @Override
  public boolean serves(String apiVersion) {
    var name = apiVersion.substring(apiVersion.indexOf('/') + 1);
    return definition.version(name).filter(Definition.Version::served).isPresent();
  }

  /** In its own version: the paths of all versions' fields are looked for in it. */
  @Override
  public ObjectNode selectable(ObjectNode object, String apiVersion) {
    refine(object, definition, DefaultBudget.ofOne());
    return object;
  }

  private void refine(ObjectNode object, Definition definition, DefaultBudget budget) {
    var name = version(object).substring(version(object).indexOf('/') + 1);
    definition.version(name).ifPresent(version -> refine(object, version, budget));
  }

  private void refine(ObjectNode object, Definition.Version version, DefaultBudget budget) {
    var schema = version.schema().structural();
    Pruning.prune(object, schema);
    Defaulting.apply(object, schema, budget).ifPresent(field -> tell(object, field));
  }

  /** Once for each definition that is followed: reads of many objects may meet this. */
  private void tell(ObjectNode object, String field) {
    var current = definition;
    if (told != current) {
      told = current;
      LOG.warn(
          "object served as stored, without defaults definition={} object={}/{} field={}",
          current.name(),
          object.at("/metadata/namespace").asText(""),
          object.at("/metadata/name").asText(""),
          field);
    }
  }

  private static ApiFault notServed(Definition definition, String apiVersion) {
    return new ApiFault(
        Reason.EXPIRED, "%s are no longer served as %s".formatted(definition.name(), apiVersion));
  }
}
