package dev.quarterdeck.apiserver.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.request.NamedValues;
import dev.quarterdeck.apiserver.verb.VerbRequest;
import dev.quarterdeck.model.ApiFault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where on which node agent a pod's log, exec, attach and portforward are. */
public final class PodTargets {

  /** Our names of a stream and the kubelet's. */
  private static final Map<String, String> STREAMS =
      Map.of("stdin", "input", "stdout", "output", "stderr", "error");

  /** Node agents take a line of 64 KiB, with the method and the version of HTTP. */
  private static final int MAX_URI = 63 * 1024;

  private final Kubelets kubelets;

  public PodTargets(Kubelets kubelets) {
    this.kubelets = kubelets;
  }

  /**
   * @param query PodLogOptions
   * @return empty for a pod that is on no node yet and has no log
   * @throws ApiFault 422 naming the option; 400 when the container is not clear
   */
  public Optional<Target> log(VerbRequest request, NamedValues query) {
    LogOptions.check(request.name(), query);
    var pod = kubelets.pod(request.namespace(), request.name());
    var container = Containers.choose(pod, query.text("container"));
    var node = pod.path("spec").path("nodeName").asText("");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    var address = kubelets.of(node);
    var uri = "/containerLogs" + podPath(request) + "/" + container + LogOptions.forKubelet(query);
    return Optional.of(new Target(Target.Via.KUBELET, address.host(), address.port(), uri));
  }

  /**
   * @param query PodExecOptions, PodAttachOptions or PodPortForwardOptions
   * @throws ApiFault BAD_REQUEST for a command that no node agent takes
   */
  public Target upgrade(VerbRequest request, NamedValues query) {
    var subresource = request.subresource();
    var pod = kubelets.pod(request.namespace(), request.name());
    var uri =
        switch (subresource) {
          case "portforward" -> "/portForward" + podPath(request) + ports(query);
          default ->
              "/"
                  + subresource
                  + podPath(request)
                  + "/"
                  + Containers.choose(pod, query.text("container"))
                  + streams(query, subresource.equals("exec"));
        };
    if (uri.length() > MAX_URI) {
      throw ApiFault.badRequest(
          "the command is too long: encoded in a URL it has %d bytes, at most %d are allowed"
              .formatted(uri.length(), MAX_URI));
    }
    var address = kubelets.of(node(pod));
    return new Target(Target.Via.KUBELET, address.host(), address.port(), uri);
  }

  private static String node(ObjectNode pod) {
    var node = pod.path("spec").path("nodeName").asText("");
    if (node.isEmpty()) {
      throw ApiFault.badRequest(
          "pod %s does not have a host assigned"
              .formatted(pod.path("metadata").path("name").asText()));
    }
    return node;
  }

  private static String podPath(VerbRequest request) {
    return "/" + request.namespace() + "/" + request.name();
  }

  /** The command and streams, under the kubelet's names and, for our own agents, ours too. */
  private static String streams(NamedValues query, boolean exec) {
    var text = new StringBuilder();
    for (var command : exec ? query.all("command") : List.<String>of()) {
      parameter(text, "command", command);
    }
    STREAMS.forEach(
        (ours, kubelets) -> {
          if (query.flag(ours)) {
            parameter(text, kubelets, "1");
          }
        });
    if (query.flag("tty")) {
      parameter(text, "tty", "1");
    }
    return text.toString();
  }

  private static String ports(NamedValues query) {
    var text = new StringBuilder();
    for (var list : query.all("ports")) {
      for (var port : list.split(",")) {
        parameter(text, "port", port);
      }
    }
    return text.toString();
  }

  static void parameter(StringBuilder query, String name, String value) {
    query
        .append(query.isEmpty() ? '?' : '&')
        .append(name)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}
