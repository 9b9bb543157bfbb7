package dev.quarterdeck.machinery.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.quarterdeck.machinery.protobuf.WireField.Arity;
import dev.quarterdeck.machinery.protobuf.WireField.Form;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A message type compiled for going between JSON and the wire; compiled when first used. */
final class WireType {

  private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

  private static final Map<String, Form> SPECIAL =
      Map.ofEntries(
          Map.entry("k8s.io.apimachinery.pkg.api.resource.Quantity", Form.QUANTITY),
          Map.entry("k8s.io.apimachinery.pkg.util.intstr.IntOrString", Form.INT_OR_STRING),
          Map.entry(META + "Time", Form.TIME),
          Map.entry(META + "MicroTime", Form.MICRO_TIME),
          Map.entry(META + "FieldsV1", Form.RAW),
          Map.entry("k8s.io.apimachinery.pkg.runtime.RawExtension", Form.RAW),
          Map.entry(EXTENSIONS + "JSON", Form.RAW),
          Map.entry(META + "Verbs", Form.TEXTS),
          Map.entry("k8s.io.api.authentication.v1.ExtraValue", Form.TEXTS),
          Map.entry("k8s.io.api.authorization.v1.ExtraValue", Form.TEXTS),
          Map.entry("k8s.io.api.certificates.v1.ExtraValue", Form.TEXTS),
          Map.entry(EXTENSIONS + "JSONSchemaPropsOrArray", Form.SCHEMA_OR_LIST),
          Map.entry(EXTENSIONS + "JSONSchemaPropsOrBool", Form.SCHEMA_OR_FLAG),
          Map.entry(EXTENSIONS + "JSONSchemaPropsOrStringArray", Form.SCHEMA_OR_TEXTS));

  /** Fields by their JSON name and by their number, embedded messages' own only by name. */
  private record Fields(Map<String, WireField> byName, Map<Integer, WireField> byNumber) {}

  private final Descriptor descriptor;
  private final MessageTypes types;
  private volatile Fields fields;

  WireType(Descriptor descriptor, MessageTypes types) {
    this.descriptor = descriptor;
    this.types = types;
  }

  String fullName() {
    return descriptor.getFullName();
  }

  /** The field of this name in JSON; null when there is none. */
  WireField field(String jsonName) {
    return fields().byName.get(jsonName);
  }

  /** The field of this number; null when there is none. */
  WireField field(int number) {
    return fields().byNumber.get(number);
  }

  /** All fields JSON can name. */
  Collection<WireField> named() {
    return fields().byName.values();
  }

  private Fields fields() {
    if (fields == null) {
      fields = compile(); // Twice at worst, with the same outcome.
    }
    return fields;
  }

  private Fields compile() {
    var byName = new HashMap<String, WireField>();
    var byNumber = new HashMap<Integer, WireField>();
    for (var own : descriptor.getFields()) {
      var field = field(own);
      byNumber.put(field.number(), field);
      if (field.form() == Form.INLINE) {
        field.message().named().forEach(inner -> byName.put(inner.name(), inner.within(field)));
      } else {
        byName.put(field.name(), field);
      }
    }
    return new Fields(Map.copyOf(byName), Map.copyOf(byNumber));
  }

  private WireField field(FieldDescriptor field) {
    var facts = types.facts();
    var value = field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field;
    var arity = field.isMapField() ? Arity.MAP : field.isRepeated() ? Arity.LIST : Arity.ONE;
    var form = facts.isInline(field) ? Form.INLINE : form(value);
    return new WireField(
        field.getNumber(),
        facts.jsonName(field),
        arity,
        form,
        message(value, form),
        arity == Arity.ONE && facts.zeroIsAbsent(field),
        List.of());
  }

  private WireType message(FieldDescriptor value, Form form) {
    return switch (form) {
      case MESSAGE, INLINE -> types.type(value.getMessageType());
      case SCHEMA_OR_LIST, SCHEMA_OR_FLAG, SCHEMA_OR_TEXTS ->
          types.type(value.getMessageType().findFieldByName("schema").getMessageType());
      case TEXT,
          BYTES,
          FLAG,
          INTEGER,
          DOUBLE,
          QUANTITY,
          INT_OR_STRING,
          TIME,
          MICRO_TIME,
          RAW,
          TEXTS ->
          null;
    };
  }

  private static Form form(FieldDescriptor value) {
    return switch (value.getJavaType()) {
      case STRING -> Form.TEXT;
      case BYTE_STRING -> Form.BYTES;
      case BOOLEAN -> Form.FLAG;
      case INT, LONG -> Form.INTEGER;
      case DOUBLE -> Form.DOUBLE;
      case MESSAGE -> SPECIAL.getOrDefault(value.getMessageType().getFullName(), Form.MESSAGE);
      case FLOAT, ENUM ->
          throw new IllegalStateException("Kubernetes has no such field: " + value.getFullName());
    };
  }
}
