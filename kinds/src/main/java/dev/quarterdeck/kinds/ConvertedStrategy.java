package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.model.FieldError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A kind's rules, written for the version its objects are stored in, applied to another version:
 * what {@code stored} does happens to the converted object, and shows in the original.
 */
public final class ConvertedStrategy implements Strategy {

  private final Strategy stored;
  private final Conversion conversion;
  private final String storedVersion;
  private final List<String> selectable;

  /**
   * @param stored the kind's strategy
   * @param storedVersion the apiVersion it is written for
   */
  public ConvertedStrategy(Strategy stored, Conversion conversion, String storedVersion) {
    this(stored, conversion, storedVersion, stored.selectableFields().names());
  }

  /**
   * As the other.
   *
   * @param selectable the served version's own names of the selectable fields
   */
  public ConvertedStrategy(
      Strategy stored, Conversion conversion, String storedVersion, List<String> selectable) {
    this.selectable = List.copyOf(selectable);
    this.stored = stored;
    this.conversion = conversion;
    this.storedVersion = storedVersion;
  }

  private ObjectNode stored(ObjectNode object) {
    return conversion.convert(object.deepCopy(), storedVersion);
  }

  private void change(ObjectNode object, Consumer<ObjectNode> change) {
    var version = object.path("apiVersion").asText("");
    var converted = stored(object);
    change.accept(converted);
    var shown = conversion.convert(converted, version);
    object.removeAll();
    object.setAll(shown);
  }

  @Override
  public void prepareForCreate(ObjectNode object, WriteContext context) {
    change(object, o -> stored.prepareForCreate(o, context));
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    change(object, o -> stored.prepareForUpdate(o, stored(old), context));
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    change(object, stored::applyDefaults);
  }

  @Override
  public List<FieldError> validate(ObjectNode object) {
    return stored.validate(stored(object));
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode object, WriteContext context) {
    return stored.validateCreate(stored(object), context);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode object, ObjectNode old, WriteContext context) {
    return stored.validateUpdate(stored(object), stored(old), context);
  }

  @Override
  public List<String> warnings(ObjectNode object, ObjectNode old, WriteContext context) {
    return stored.warnings(stored(object), old == null ? null : stored(old), context);
  }

  @Override
  public boolean desiredStateDiffers(ObjectNode object, ObjectNode old) {
    return stored.desiredStateDiffers(stored(object), stored(old));
  }

  @Override
  public boolean createsOnUpdate() {
    return stored.createsOnUpdate();
  }

  @Override
  public boolean updatesUnconditionally() {
    return stored.updatesUnconditionally();
  }

  @Override
  public OptionalLong gracePeriodSeconds(ObjectNode object, OptionalLong asked) {
    return stored.gracePeriodSeconds(stored(object), asked);
  }

  @Override
  public boolean heldBack(ObjectNode object) {
    return stored.heldBack(stored(object));
  }

  @Override
  public Optional<String> orphansDependents() {
    return stored.orphansDependents();
  }

  @Override
  public Optional<Duration> timeToLive() {
    return stored.timeToLive();
  }

  /** The served version's own names; their values are read from the stored object. */
  @Override
  public SelectableFields selectableFields() {
    return new SelectableFields(selectable, this::selectableValues);
  }

  private Map<String, String> selectableValues(ObjectNode object) {
    var version = object.path("apiVersion").asText("");
    var values = stored.selectableFields().of(stored(object));
    var named = new HashMap<String, String>();
    for (var name : selectable) {
      var value = values.get(conversion.storedField(version, name));
      if (value != null) {
        named.put(name, value);
      }
    }
    return named;
  }

  @Override
  public List<Column> columns() {
    return stored.columns().stream().map(this::shown).toList();
  }

  private Column shown(Column column) {
    return column.showsAt(
        (object, now) ->
            column.cell().of(object instanceof ObjectNode tree ? stored(tree) : object, now));
  }
}
