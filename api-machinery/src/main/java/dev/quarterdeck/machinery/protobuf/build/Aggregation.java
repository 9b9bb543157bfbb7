package dev.quarterdeck.machinery.protobuf.build;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;

/**
 * The messages of apiregistration.k8s.io, which client-java-proto leaves out: the group belongs to
 * the aggregator.
 */
final class Aggregation {

  private static final String PACKAGE = "k8s.io.kube_aggregator.pkg.apis.apiregistration.v1";
  private static final String OWN = "." + PACKAGE + ".";
  private static final String META = ".k8s.io.apimachinery.pkg.apis.meta.v1.";

  private Aggregation() {}

  /**
   * @param meta the name of the file that defines metadata
   */
  static FileDescriptorProto file(String meta) {
    return FileDescriptorProto.newBuilder()
        .setName("k8s.io/kube-aggregator/pkg/apis/apiregistration/v1/generated.proto")
        .setPackage(PACKAGE)
        .addDependency(meta)
        .addMessageType(
            message(
                "APIService",
                one(1, "metadata", META + "ObjectMeta"),
                one(2, "spec", OWN + "APIServiceSpec"),
                one(3, "status", OWN + "APIServiceStatus")))
        .addMessageType(
            message(
                "APIServiceList",
                one(1, "metadata", META + "ListMeta"),
                many(2, "items", OWN + "APIService")))
        .addMessageType(
            message(
                "APIServiceSpec",
                one(1, "service", OWN + "ServiceReference"),
                scalar(2, "group", Type.TYPE_STRING),
                scalar(3, "version", Type.TYPE_STRING),
                scalar(4, "insecureSkipTLSVerify", Type.TYPE_BOOL),
                scalar(5, "caBundle", Type.TYPE_BYTES),
                scalar(7, "groupPriorityMinimum", Type.TYPE_INT32),
                scalar(8, "versionPriority", Type.TYPE_INT32)))
        .addMessageType(
            message(
                "ServiceReference",
                scalar(1, "namespace", Type.TYPE_STRING),
                scalar(2, "name", Type.TYPE_STRING),
                scalar(3, "port", Type.TYPE_INT32)))
        .addMessageType(
            message("APIServiceStatus", many(1, "conditions", OWN + "APIServiceCondition")))
        .addMessageType(
            message(
                "APIServiceCondition",
                scalar(1, "type", Type.TYPE_STRING),
                scalar(2, "status", Type.TYPE_STRING),
                one(3, "lastTransitionTime", META + "Time"),
                scalar(4, "reason", Type.TYPE_STRING),
                scalar(5, "message", Type.TYPE_STRING)))
        .build();
  }

  private static DescriptorProto message(String name, FieldDescriptorProto... fields) {
    return DescriptorProto.newBuilder()
        .setName(name)
        .addAllField(java.util.List.of(fields))
        .build();
  }

  private static FieldDescriptorProto scalar(int number, String name, Type type) {
    return field(number, name).setType(type).build();
  }

  private static FieldDescriptorProto one(int number, String name, String type) {
    return field(number, name).setType(Type.TYPE_MESSAGE).setTypeName(type).build();
  }

  private static FieldDescriptorProto many(int number, String name, String type) {
    return one(number, name, type).toBuilder().setLabel(Label.LABEL_REPEATED).build();
  }

  private static FieldDescriptorProto.Builder field(int number, String name) {
    return FieldDescriptorProto.newBuilder()
        .setNumber(number)
        .setName(name)
        .setLabel(Label.LABEL_OPTIONAL);
  }
}
