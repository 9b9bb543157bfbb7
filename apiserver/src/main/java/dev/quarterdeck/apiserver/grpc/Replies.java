package dev.quarterdeck.apiserver.grpc;

import com.google.protobuf.MessageLite;
import dev.quarterdeck.apiserver.request.Exchange;
import dev.quarterdeck.apiserver.request.Reply;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.proto.v1.ObjectReply;
import dev.quarterdeck.proto.v1.VersionReply;

/** Answers of the request path as replies. */
final class Replies {

  private Replies() {}

  static MessageLite object(Exchange exchange, Reply.Whole answer) {
    var protobuf = answer.contentType().startsWith(RestRequest.PROTOBUF);
    return ObjectReply.newBuilder()
        .setObject(Translation.object(answer.body(), protobuf))
        .addAllWarnings(exchange.warnings().all())
        .setCode(answer.code())
        .build();
  }

  static MessageLite version(Exchange exchange, Reply.Whole answer) {
    var version = Json.parseObject(answer.body());
    return VersionReply.newBuilder()
        .setMajor(version.path("major").asText())
        .setMinor(version.path("minor").asText())
        .setGitVersion(version.path("gitVersion").asText())
        .setGitCommit(version.path("gitCommit").asText())
        .setBuildDate(version.path("buildDate").asText())
        .setPlatform(version.path("platform").asText())
        .build();
  }
}
